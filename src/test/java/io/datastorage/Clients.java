package io.datastorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.event.JsonReader;
import io.datastorage.event.JsonValue;
import io.datastorage.event.Reencoder;
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
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Clients that post batches without a pause and keep every answer. */
public final class Clients implements AutoCloseable {
    private static final String BATCH = "/api/v1/audit/events/batch";

    private final Load load;
    private final @Nullable VerifierKey key;
    private final long limit;
    private final List<Supplier<Http>> servers;
    private final AtomicLong nextSerial = new AtomicLong();
    private final AtomicLong posted = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final Receipts receipts = new Receipts();
    private final Acknowledged acknowledged = new Acknowledged();
    private final Queue<HttpResponse<String>> refusals = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Clients(Load load, long limit, @Nullable VerifierKey key, List<Supplier<Http>> servers) {
        this.load = load;
        this.key = key;
        this.limit = limit;
        this.servers = servers;
        this.threads = IntStream.range(0, load.clients())
                .mapToObj(client -> Thread.ofVirtual().unstarted(() -> run(client))).toList();
        threads.forEach(Thread::start);
    }

    /** Clients that post until they are stopped, to wherever the servers are at the time. */
    public static Clients start(Load load, List<Supplier<Http>> servers) {
        return new Clients(load, Long.MAX_VALUE, null, servers);
    }

    /** Clients that post until they are stopped, every second one of which gives up what is not stored at once. */
    static Clients start(int count, int batchEvents, Supplier<Http> server) {
        return start(Load.of(count, batchEvents), List.of(server));
    }

    /** Clients that post so many events to several servers, and have ended. */
    static Clients post(int count, int batchEvents, long events, List<Http> servers) {
        return post(count, batchEvents, events, servers, null);
    }

    /**
     * The same; with a key they ask for proofs, and check each receipt against the checkpoint beside it.
     */
    static Clients post(int count, int batchEvents, long events, List<Http> servers, @Nullable VerifierKey key) {
        List<Supplier<Http>> fixed = servers.stream().<Supplier<Http>>map(server -> () -> server).toList();
        var clients = new Clients(Load.of(count, batchEvents), events, key, fixed);
        clients.join();
        return clients;
    }

    private void run(int client) {
        var random = new Random(load.seed() + client);
        try {
            while (!stopped) {
                int size = random.nextInt(load.fewest(), load.most() + 1);
                long first = nextSerial.getAndAdd(size);
                if (first >= limit) {
                    return;
                }
                var batch = new Batch(first, size, GatewayEvents.batch(first, size));
                posted.incrementAndGet();
                if (post(client, batch, random)) {
                    acknowledged.add(batch);
                } else {
                    givenUp.incrementAndGet();
                }
                if (random.nextInt(100) < load.repeatedPercent()) {
                    repeat(acknowledged.any(random), random);
                }
                Thread.sleep(load.pauseMillis());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }

    /** Posts until it is stored or this client gives it up. */
    private boolean post(int client, Batch batch, Random random) throws InterruptedException {
        var body = batch.body();
        for (int tries = 1;; tries++) {
            if (stored(batch, body, client + tries - 1)) {
                return true;
            }
            long pause = load.retry().pauseMillis(client, tries);
            if (pause < 0 || stopped) {
                return false;
            }
            Thread.sleep(pause);
            body = encodedAnew(batch, random);
        }
    }

    /** Posts up to three times more what was stored perhaps long ago, as a client does that missed the answer. */
    private void repeat(@Nullable Batch batch, Random random) {
        if (batch != null) {
            repeated.incrementAndGet();
            for (int times = random.nextInt(1, 4); times > 0 && !stopped; times--) {
                stored(batch, encodedAnew(batch, random), random.nextInt(servers.size()));
            }
        }
    }

    private static String encodedAnew(Batch batch, Random random) {
        return new Reencoder(random).write(parse(batch.body()));
    }

    private boolean stored(Batch batch, String body, int server) {
        HttpResponse<String> response;
        try {
            response = servers.get(server % servers.size()).get().within(load.patience())
                    .post(key == null ? BATCH : BATCH + "?proof=true", body);
        } catch (UncheckedIOException noAnswer) {
            unanswered.incrementAndGet();
            return false;
        }
        if (response.statusCode() != 201) {
            refusals.add(response);
            return false;
        }
        var stored = Http.json(response).path("receipts");
        assertThat(stored).hasSize(batch.size());
        if (key != null) {
            assertProven(Http.json(response), key);
        }
        for (int i = 0; i < batch.size(); i++) {
            receipts.add(batch.first() + i, Receipts.Told.of(stored.path(i)));
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
    public void awaitAcknowledged(int more) {
        int wanted = receipts.size() + more;
        await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(5))
                .until(() -> receipts.size() >= wanted || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    /** Events that were acknowledged so far. */
    public int acknowledged() {
        return receipts.size();
    }

    /** What was answered other than 201. */
    public List<HttpResponse<String>> refusals() {
        return List.copyOf(refusals);
    }

    /** Lets every client finish what it waits for. */
    public void stop() {
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

    /** What they were told. */
    public Receipts receipts() {
        return receipts;
    }

    /** What they did, in figures. */
    public String summary() {
        return "%,d events acknowledged in %,d requests, %,d of them (%.0f %%) sent again after that; %,d given up"
                .formatted(acknowledged(), posted.get(), repeated.get(), 100.0 * repeated.get() / posted.get(),
                        givenUp.get());
    }

    /** Requests that were sent again although they had been acknowledged. */
    public long repeated() {
        return repeated.get();
    }

    /** Requests that somebody gave up. */
    public long givenUp() {
        return givenUp.get();
    }

    /** Times that nothing was answered: no connection, or one that broke. */
    public long unanswered() {
        return unanswered.get();
    }

    /** Checks the whole log against what they were told. */
    void check(TestDatabase database) {
        new Oracle(database, receipts, List.of()).finalLook();
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
