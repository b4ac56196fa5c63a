package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.log.SigningKey;
import io.datastorage.log.VerifierKey;
import io.datastorage.web.Http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Asks for checkpoints again and again, while there is somebody to ask, and keeps every one that it gets. */
public final class Auditor implements AutoCloseable {
    private final VerifierKey key;
    private final List<Supplier<Http>> servers;
    private final Set<Checkpoint> seen = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);

    private Auditor(VerifierKey key, List<Supplier<Http>> servers) {
        this.key = key;
        this.servers = servers;
    }

    /** Begins to ask the servers of a database, wherever they are at the time. */
    public static Auditor of(TestDatabase database, List<Supplier<Http>> servers) {
        Auditor auditor = new Auditor(key(database.signing()), servers);
        auditor.thread.start();
        return auditor;
    }

    /** The key that verifies checkpoints, from the directory that it was made in. */
    private static VerifierKey key(Path signing) {
        try {
            return SigningKey.ofPem(Files.readString(signing.resolve("origin")).strip(),
                    Files.readString(signing.resolve("key.pem"))).verifierKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The checkpoints so far, more of them as time goes on. */
    public Collection<Checkpoint> seen() {
        assertThat(failures).isEmpty();
        return seen;
    }

    private void run() {
        try {
            while (true) {
                for (var server : servers) {
                    ask(server.get());
                    Thread.sleep(20);
                }
            }
        } catch (InterruptedException | IllegalStateException end) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    private void ask(Http server) {
        try {
            var answer = server.get("/api/v1/log/checkpoint");
            if (answer.statusCode() == 200) {
                var note = SignedNote.parse(answer.body());
                assertThat(key.verifies(note)).isTrue();
                seen.add(Checkpoint.parse(note.text()));
            }
        } catch (UncheckedIOException away) {
            // It may have been killed; the next one may answer.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        assertThat(failures).isEmpty();
    }
}
