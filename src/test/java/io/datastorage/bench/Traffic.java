package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.event.JsonReader;
import io.datastorage.event.Reencoder;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;

/**
 * What clients of all kinds ask of a service; every answer is checked. Chains are 20 events long, as what happens to one
 * alert is. Every fifth post is sent again some seconds later, encoded anew.
 */
final class Traffic {
    static final String SINGLE = "single post";
    static final String BATCH = "batch of 100";
    static final String RETRY = "retry";
    static final String GATEWAY = "Gateway's query";
    static final String PAGE = "cursor page";
    static final String CHAIN = "verify-chain";
    static final String PROOF = "proof";

    /** Requests a second; each fifth of the posts is a retry more. */
    static final Map<String, Double> PER_SECOND = perSecond();

    private static final String EVENTS = "/api/v1/audit/events";
    private static final int BATCH_EVENTS = 100;
    private static final int CHAIN_EVENTS = 20;
    private static final int PAGE_EVENTS = 50;
    private static final int PAGES = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String server;
    private final Arrivals arrivals;
    private final Acknowledged acknowledged;
    private final VerifierKey key;
    /** Chains that are whole and signed by now, with an event of each, at random. */
    private final AtomicReferenceArray<Stored> stored = new AtomicReferenceArray<>(10_000);
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicInteger chains = new AtomicInteger();
    private final AtomicReference<Cursor> cursor = new AtomicReference<>(new Cursor(0, ""));

    /** A service that sheds load answered 503 until the client gave up. */
    static final class GivenUpException extends IOException {
        GivenUpException(HttpRequest request) {
            super("503 three times: " + request.uri());
        }
    }

    private record Stored(String correlationId, String eventId, String eventHash, long at) {}

    private record Cursor(int pages, String parameter) {}

    Traffic(int port, Arrivals arrivals, Acknowledged acknowledged) {
        this.server = "http://localhost:" + port;
        this.arrivals = arrivals;
        this.acknowledged = acknowledged;
        this.key = VerifierKey.parse(get("/api/v1/log/key").strip());
    }

    private static Map<String, Double> perSecond() {
        Map<String, Double> rates = new LinkedHashMap<>();
        rates.put(SINGLE, 60.0);
        rates.put(BATCH, 4.0);
        rates.put(GATEWAY, 20.0);
        rates.put(PAGE, 5.0);
        rates.put(PROOF, 10.0);
        rates.put(CHAIN, 0.2);
        return rates;
    }

    /** Events a second, without those that are sent again. */
    static double eventsPerSecond() {
        return PER_SECOND.get(SINGLE) + PER_SECOND.get(BATCH) * BATCH_EVENTS;
    }

    /** How each kind is sent, but for retries, which follow what is sent. */
    Map<String, Arrivals.Request> kinds() {
        return Map.of(SINGLE, this::single, BATCH, this::batch, GATEWAY, this::gatewaysQuery, PAGE, this::page, CHAIN,
                this::verifyChain, PROOF, this::proof);
    }

    private void single() throws Exception {
        long serial = acknowledged.take(1);
        String event = GatewayEvents.event(serial, "single-" + serial / CHAIN_EVENTS, now());
        post(EVENTS, event, serial, answer -> acknowledged.note(serial, answer));
    }

    private void batch() throws Exception {
        long first = acknowledged.take(BATCH_EVENTS);
        String batch = LongStream.range(first, first + BATCH_EVENTS)
                .mapToObj(serial -> GatewayEvents.event(serial, chain(first, serial), now()))
                .collect(joining(",", "[", "]"));
        JsonNode answer = post(EVENTS + "/batch", batch, first, created -> {
            assertThat(created.path("receipts")).hasSize(BATCH_EVENTS);
            for (int i = 0; i < BATCH_EVENTS; i++) {
                acknowledged.note(first + i, created.path("receipts").path(i));
            }
        });
        JsonNode receipt = answer.path("receipts").path(BATCH_EVENTS - 1);
        stored.set(chains.getAndIncrement() % stored.length(), new Stored(chain(first, first + BATCH_EVENTS - 1),
                receipt.path("event_id").asString(), receipt.path("event_hash").asString(), System.nanoTime()));
    }

    /** The chains of a batch run beside each other. */
    private static String chain(long first, long serial) {
        return "batch-" + first + "-" + serial % (BATCH_EVENTS / CHAIN_EVENTS);
    }

    private static Instant now() {
        return Instant.now().minusMillis(ThreadLocalRandom.current().nextInt(10_000));
    }

    private interface Noting {
        void note(JsonNode answer);
    }

    private JsonNode post(String path, String body, long serial, Noting receipts) throws Exception {
        long refused = refusals.get();
        HttpResponse<String> answer = send(posting(path, body), 201);
        if (refusals.get() == refused) {
            // After a 503 it may have been stored all the same.
            assertThat(answer.headers().firstValue("Idempotent-Replay")).isEmpty();
        }
        JsonNode created = JSON.readTree(answer.body());
        receipts.note(created);
        if (ThreadLocalRandom.current().nextInt(5) == 0) {
            arrivals.later(Duration.ofMillis(ThreadLocalRandom.current().nextInt(100, 5_000)), RETRY, () -> {
                String again = new Reencoder(new Random(serial))
                        .write(JsonReader.read(body.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH));
                HttpResponse<String> replayed = send(posting(path, again), 201);
                assertThat(replayed.headers().firstValue("Idempotent-Replay")).contains("true");
                receipts.note(JSON.readTree(replayed.body()));
            });
        }
        return created;
    }

    private void gatewaysQuery() throws Exception {
        Optional<Stored> some = some();
        String chain = some.map(Stored::correlationId).orElse("none-yet");
        JsonNode found = json(EVENTS + "?event_category=gateway&correlation_id=" + chain);
        int events = some.isPresent() ? CHAIN_EVENTS : 0;
        assertThat(found.path("pagination").path("total").asInt()).as(chain).isEqualTo(events);
        assertThat(found.path("data")).as(chain).hasSize(events);
    }

    private void page() throws Exception {
        Cursor at = cursor.get();
        JsonNode page = json(EVENTS + "?event_category=gateway&limit=" + PAGE_EVENTS + at.parameter());
        boolean on = page.path("pagination").has("next_cursor") && at.pages() < PAGES;
        assertThat(page.path("data").size()).isLessThanOrEqualTo(PAGE_EVENTS);
        cursor.set(on
                ? new Cursor(at.pages() + 1, "&cursor=" + page.path("pagination").path("next_cursor").asString())
                : new Cursor(0, ""));
    }

    private void verifyChain() throws Exception {
        Optional<Stored> some = some();
        if (some.isEmpty()) {
            return;
        }
        JsonNode verdict = JSON.readTree(send(posting("/api/v1/audit/verify-chain",
                "{\"correlation_id\":\"" + some.get().correlationId() + "\"}"), 200).body());
        assertThat(verdict.path("is_valid").asBoolean()).as(verdict.toString()).isTrue();
        assertThat(verdict.path("verified_events").asInt()).isEqualTo(CHAIN_EVENTS);
    }

    private void proof() throws Exception {
        Optional<Stored> some = some();
        if (some.isEmpty()) {
            return;
        }
        JsonNode proof = json(EVENTS + "/" + some.get().eventId() + "/proof");
        SignedNote note = SignedNote.parse(proof.path("checkpoint").asString());
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        assertThat(key.verifies(note)).isTrue();
        assertThat(Proofs.checkInclusion(
                proof.path("inclusion_proof").valueStream().map(h -> Base64.getDecoder().decode(h.asString())).toList(),
                proof.path("log_index").asLong(), HexFormat.of().parseHex(some.get().eventHash()), checkpoint.size(),
                checkpoint.root())).as(proof.toString()).isTrue();
    }

    /** A chain that was stored some seconds ago. */
    private Optional<Stored> some() {
        int there = Math.clamp(chains.get(), 1, stored.length());
        long old = System.nanoTime() - Duration.ofSeconds(5).toNanos();
        return ThreadLocalRandom.current().ints(20, 0, there).mapToObj(stored::get)
                .filter(each -> each != null && each.at() < old).findFirst();
    }

    private HttpRequest posting(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofSeconds(30));
    }

    private JsonNode json(String path) throws Exception {
        return JSON.readTree(send(request(path).build(), 200).body());
    }

    /** What the service has at a path. */
    String get(String path) {
        try {
            return send(request(path).build(), 200).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers of 503 so far, each of which had its request sent again. */
    long refusals() {
        return refusals.get();
    }

    /** Sends a request as the Gateway's client does: three times at the most, 1 s and 2 s apart. */
    private HttpResponse<String> send(HttpRequest request, int expected) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        for (int seconds = 1; answer.statusCode() == 503 && seconds <= 2; seconds++) {
            refusals.incrementAndGet();
            Thread.sleep(Duration.ofSeconds(seconds));
            answer = client.send(request, BodyHandlers.ofString());
        }
        if (answer.statusCode() == 503) {
            throw new GivenUpException(request);
        }
        assertThat(answer.statusCode()).as("%s %s", request.uri(), answer.body()).isEqualTo(expected);
        return answer;
    }
}
