package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Two instances under load, seen by clients and an auditor who keep what they were given. */
class ProvenLogTest {
    private static final long EVENTS = 2_000;

    @Test
    void every_receipt_under_load_is_proven_and_every_checkpoint_extends_the_ones_before() {
        try (var database = TestDatabase.migrated()) {
            Set<Checkpoint> kept = ConcurrentHashMap.newKeySet();
            for (int run = 1; run <= 2; run++) {
                try (var first = TestService.on(database); var second = TestService.on(database)) {
                    var key = VerifierKey.parse(first.api().get("/api/v1/log/key").body().strip());
                    assertThat(second.api().get("/api/v1/log/key").body().strip()).isEqualTo(key.toString());
                    var posting = new AtomicBoolean(true);
                    var auditor = Thread.ofVirtual().start(() -> {
                        while (posting.get()) {
                            keep(kept, first.api(), key);
                            keep(kept, second.api(), key);
                        }
                    });
                    try (var clients = Clients.post(16, 20, EVENTS, List.of(first.api(), second.api()), key)) {
                        assertThat(clients.acknowledged()).isEqualTo(EVENTS);
                        if (run == 1) {
                            clients.check(database);
                        }
                    } finally {
                        posting.set(false);
                        join(auditor);
                    }
                    assertExtended(kept, checkpointOf(run * EVENTS, second.api(), key), second.api());
                }
            }
        }
    }

    private static void keep(Collection<Checkpoint> kept, Http api, VerifierKey key) {
        var answer = api.get("/api/v1/log/checkpoint");
        if (answer.statusCode() == 200) {
            kept.add(signed(answer.body(), key));
        }
    }

    /** The checkpoint of a log of this size, once this instance shows it: each looks for new ones now and then. */
    private static Checkpoint checkpointOf(long size, Http api, VerifierKey key) {
        return await().until(() -> signed(api.get("/api/v1/log/checkpoint").body(), key), c -> c.size() == size);
    }

    private static void assertExtended(Collection<Checkpoint> kept, Checkpoint now, Http api) {
        assertThat(kept.stream().map(Checkpoint::size).distinct()).hasSizeGreaterThan(3);
        for (var earlier : kept) {
            var proof = Http.json(api.get("/api/v1/log/proof/consistency?from=%d&to=%d"
                    .formatted(earlier.size(), now.size()))).path("consistency_proof").valueStream()
                    .map(hash -> Base64.getDecoder().decode(hash.asString())).toList();
            assertThat(Proofs.checkConsistency(proof, earlier.size(), earlier.root(), now.size(), now.root()))
                    .as("from %d to %d", earlier.size(), now.size()).isTrue();
        }
    }

    private static Checkpoint signed(String text, VerifierKey key) {
        var note = SignedNote.parse(text);
        assertThat(key.verifies(note)).isTrue();
        return Checkpoint.parse(note.text());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
