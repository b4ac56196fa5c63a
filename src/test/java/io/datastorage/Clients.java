package io.datastorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.JsonReader;
import io.datastorage.event.JsonValue;
import io.datastorage.event.Reencoder;
import io.datastorage.ledger.TestLedger;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;
import io.datastorage.web.Http;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients that post batches without a pause and keep every answer. Every second one sends a batch that was not stored
 * again, encoded anew; the others give it up.
 */
final class Clients implements AutoCloseable {
    private static final String BATCH = "/api/v1/audit/events/batch";

    private final @Nullable VerifierKey key;
    private final int batchEvents;
    private final long limit;
    private final AtomicLong nextSerial = new AtomicLong();
    private final Map<Long, JsonNode> receipts = new ConcurrentHashMap<>();
    private final Queue<HttpResponse<String>> refusals = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Clients(int count, int batchEvents, long limit, @Nullable VerifierKey key,
            IntFunction<Supplier<Http>> servers) {
        this.key = key;
        this.batchEvents = batchEvents;
        this.limit = limit;
        this.threads = IntStream.range(0, count)
                .mapToObj(client -> Thread.ofVirtual().unstarted(() -> run(client, servers.apply(client)))).toList();
        threads.forEach(Thread::start);
    }

    /** Clients that post until they are stopped, to wherever the server is at the time. */
    static Clients start(int count, int batchEvents, Supplier<Http> server) {
        return new Clients(count, batchEvents, Long.MAX_VALUE, null, _ -> server);
    }

    /** Clients that post so many events to several servers, and have ended. */
    static Clients post(int count, int batchEvents, long events, List<Http> servers) {
        return post(count, batchEvents, events, servers, null);
    }

    /**
     * The same; with a key they ask for proofs, and check each receipt against the checkpoint beside it.
     */
    static Clients post(int count, int batchEvents, long events, List<Http> servers, @Nullable VerifierKey key) {
        var clients = new Clients(count, batchEvents, events, key,
                client -> () -> servers.get(client % servers.size()));
        clients.join();
        return clients;
    }

    private void run(int client, Supplier<Http> server) {
        try {
            for (var first = nextSerial.getAndAdd(batchEvents); first < limit
                    && !stopped; first = nextSerial.getAndAdd(batchEvents)) {
                var reencoder = new Reencoder(new Random(first));
                var batch = GatewayEvents.batch(first, batchEvents);
                while (!stored(first, batch, server) && client % 2 == 0 && !stopped) {
                    Thread.sleep(20);
                    batch = reencoder.write(parse(batch));
                }
            }
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }

    private boolean stored(long first, String batch, Supplier<Http> server) {
        HttpResponse<String> response;
        try {
            response = server.get().post(key == null ? BATCH : BATCH + "?proof=true", batch);
        } catch (UncheckedIOException connectionLost) {
            return false;
        }
        if (response.statusCode() != 201) {
            refusals.add(response);
            return false;
        }
        var stored = Http.json(response).path("receipts");
        assertThat(stored).hasSize(batchEvents);
        if (key != null) {
            assertProven(Http.json(response), key);
        }
        for (int i = 0; i < batchEvents; i++) {
            assertThat(receipts.put(first + i, stored.path(i))).isNull();
        }
        return true;
    }

    private static void assertProven(JsonNode answer, VerifierKey key) {
        var note = SignedNote.parse(answer.path("checkpoint").asString());
        assertThat(key.verifies(note)).isTrue();
        var checkpoint = Checkpoint.parse(note.text());
        for (var receipt : answer.path("receipts")) {
            var proof = receipt.path("inclusion_proof").valueStream()
                    .map(h -> Base64.getDecoder().decode(h.asString()));
            assertThat(Proofs.checkInclusion(proof.toList(), receipt.path("log_index").asLong(),
                    HexFormat.of().parseHex(receipt.path("event_hash").asString()), checkpoint.size(),
                    checkpoint.root())).isTrue();
        }
    }

    /** Waits until so many more events are acknowledged. */
    void awaitAcknowledged(int more) {
        int wanted = receipts.size() + more;
        await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(5))
                .until(() -> receipts.size() >= wanted || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    /** Events that were acknowledged so far. */
    int acknowledged() {
        return receipts.size();
    }

    /** What was answered other than 201. */
    List<HttpResponse<String>> refusals() {
        return List.copyOf(refusals);
    }

    /** Lets every client finish what it waits for. */
    void stop() {
        stopped = true;
        join();
    }

    private void join() {
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assertThat(failures).isEmpty();
    }

    /**
     * Checks the whole log: every acknowledged event is in it once, where its receipt says and with that hash; every
     * other event that was posted at most once.
     */
    void check(TestDatabase database) {
        TestLedger.check(database);
        Map<Long, List<AuditRecord>> stored = TestLedger.records(database).stream()
                .filter(record -> serial(record) >= 0).collect(Collectors.groupingBy(Clients::serial));
        stored.forEach((serial, records) -> assertThat(records).as("records of event %d", serial).hasSize(1));
        receipts.forEach((serial, receipt) -> {
            assertThat(stored).containsKey(serial);
            var record = Objects.requireNonNull(stored.get(serial)).getFirst();
            assertThat(receipt.path("log_index").asLong()).isEqualTo(record.placement().logIndex());
            assertThat(receipt.path("event_id").asString()).isEqualTo(record.placement().eventId().toString());
            assertThat(receipt.path("event_hash").asString()).isEqualTo(HexFormat.of().formatHex(record.eventHash()));
        });
    }

    /** The serial number of an event of these clients; negative for one of somebody else's. */
    private static long serial(AuditRecord record) {
        var members = Objects.requireNonNull(record.event().eventData()).members();
        return members.get("serial") instanceof JsonValue.JsonNumber(var text) ? Long.parseLong(text) : -1;
    }

    private static JsonValue parse(String json) {
        return JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
    }

    /** Ends them wherever they are, when a test failed before it stopped them. */
    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
