package io.datastorage.ingest;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.ledger.TestLedger;
import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class IngestTest {
    private static final String SINGLE = "/api/v1/audit/events";
    private static final String BATCH = "/api/v1/audit/events/batch";

    private static TestDatabase database;
    private static TestService service;
    private static Http http;

    @BeforeAll
    static void start() {
        database = TestDatabase.migrated();
        service = TestService.on(database, "datastorage.limits.body=1MB");
        http = service.api();
    }

    @AfterAll
    static void stop() {
        service.close();
        try (var finished = database) {
            TestLedger.check(finished);
        }
    }

    @Test
    void a_stored_event_is_answered_with_its_receipt() {
        var timestamp = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var response = http.post(SINGLE, event("single", timestamp, ""));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        var receipt = Http.json(response);
        assertThat(receipt.propertyNames()).containsExactlyInAnyOrder("event_id", "event_timestamp", "message",
                "log_index", "event_hash", "log_origin");
        assertThat(receipt.path("event_timestamp").asString()).isEqualTo(timestamp.toString());
        assertThat(receipt.path("event_hash").asString()).matches("[0-9a-f]{64}");
        assertThat(receipt.path("log_index").isIntegralNumber()).isTrue();
        assertThat(UUID.fromString(receipt.path("event_id").asString()).version()).isEqualTo(7);
    }

    @Test
    void a_batch_is_answered_in_request_order_and_stored_side_by_side() {
        var response = http.post(BATCH, batch("batch", 5));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        var body = Http.json(response);
        var receipts = body.path("receipts");
        assertThat(body.path("event_ids")).hasSize(5);
        assertThat(receipts).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(receipts.path(i).path("event_id")).isEqualTo(body.path("event_ids").path(i));
            assertThat(receipts.path(i).path("log_index").asLong())
                    .isEqualTo(receipts.path(0).path("log_index").asLong() + i);
            var stored = Http.json(http.get(SINGLE + "/" + body.path("event_ids").path(i).asString()));
            assertThat(stored.path("event_data").path("n").asInt()).isEqualTo(i);
            assertThat(stored.path("event_hash")).isEqualTo(receipts.path(i).path("event_hash"));
        }
    }

    @Test
    void an_event_posted_twice_is_stored_once() {
        var timestamp = Instant.now();
        var first = http.post(SINGLE, event("twice", timestamp, ",\"severity\":\"high\",\"duration_ms\":100"));
        var second = http.post(SINGLE,
                event("twice", timestamp, ", \"duration_ms\":1E2,  \"severity\":\"h\\u0069gh\""));
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.headers().firstValue("Idempotent-Replay")).isEmpty();
        assertThat(second.headers().firstValue("Idempotent-Replay")).hasValue("true");
        assertThat(total("twice")).isEqualTo(1);
    }

    @Test
    void the_two_routes_do_not_share_receipts() {
        var event = event("routes", Instant.now(), "");
        assertThat(http.post(SINGLE, event).statusCode()).isEqualTo(201);
        assertThat(http.post(BATCH, "[" + event + "]").headers().firstValue("Idempotent-Replay")).isEmpty();
        assertThat(total("routes")).isEqualTo(2);
    }

    @Test
    void a_key_tells_two_equal_events_apart_and_one_key_means_one_request() {
        var event = event("keys", Instant.now(), "");
        assertThat(http.post(SINGLE, event, "Idempotency-Key", "k1").statusCode()).isEqualTo(201);
        assertThat(http.post(SINGLE, event, "Idempotency-Key", "k2").headers().firstValue("Idempotent-Replay"))
                .isEmpty();
        assertThat(http.post(SINGLE, event, "Idempotency-Key", "k1").headers().firstValue("Idempotent-Replay"))
                .hasValue("true");
        assertThat(total("keys")).isEqualTo(2);
        var other = event("keys", Instant.now(), ",\"severity\":\"other\"");
        assertProblem(http.post(SINGLE, other, "Idempotency-Key", "k1"), 422, "idempotency-key-reused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\tb"})
    void a_key_that_cannot_be_used_is_refused(String key) {
        var problem = assertProblem(http.post(SINGLE, event("badkey", Instant.now(), ""), "Idempotency-Key", key), 400,
                "validation-error");
        assertThat(problem.path("field_errors").path("Idempotency-Key").asString()).contains("printable ASCII");
    }

    @Test
    void a_key_that_is_too_long_is_refused() {
        assertProblem(http.post(SINGLE, event("badkey", Instant.now(), ""), "Idempotency-Key", "k".repeat(256)), 400,
                "validation-error");
    }

    @Test
    void a_repetition_gets_its_receipt_even_when_its_event_has_become_too_old() {
        var event = event("late", Instant.now().minus(6, ChronoUnit.DAYS).minus(23, ChronoUnit.HOURS), "");
        var first = http.post(SINGLE, event);
        assertThat(first.statusCode()).isEqualTo(201);
        try (var stricter = TestService.on(database, "datastorage.events.max-age=1h")) {
            var again = stricter.api().post(SINGLE, event);
            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertProblem(stricter.api().post(SINGLE, event("late", Instant.now().minus(2, ChronoUnit.HOURS), "")), 400,
                    "validation-error");
        }
    }

    @Test
    void with_replay_protection_off_equal_events_are_two() {
        try (var off = TestService.on(database, "datastorage.replay.enabled=false")) {
            var event = event("off", Instant.now(), "");
            off.api().post(SINGLE, event);
            assertThat(off.api().post(SINGLE, event).statusCode()).isEqualTo(201);
        }
        assertThat(total("off")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "/api/v1/audit/events | [] | must be one event, a JSON object",
            "/api/v1/audit/events | 1 | must be one event, a JSON object",
            "/api/v1/audit/events | null | must be one event, a JSON object",
            "/api/v1/audit/events/batch | {} | must be a JSON array",
            "/api/v1/audit/events/batch | \"x\" | must be a JSON array",
            "/api/v1/audit/events/batch | [] | empty"})
    void a_body_of_the_wrong_shape_is_refused(String path, String body, String hint) {
        var problem = assertProblem(http.post(path, body), 400, "validation-error");
        assertThat(problem.path("detail").asString()).contains(hint);
    }

    @Test
    void a_batch_may_have_a_thousand_events_and_no_more() {
        assertThat(http.post(BATCH, batch("large", 1000)).statusCode()).isEqualTo(201);
        var problem = assertProblem(http.post(BATCH, batch("large", 1001)), 400, "batch-size-exceeded");
        assertThat(problem.path("detail").asString()).contains("1,001").contains("1,000");
        assertThat(total("large")).isEqualTo(1000);
    }

    @Test
    void one_bad_event_keeps_its_whole_batch_out_and_every_error_is_told() {
        var good = event("mixed", Instant.now(), "");
        var bad = good.replace("\"event_outcome\":\"success\"", "\"event_outcome\":\"maybe\"").replace(
                "\"version\":\"1.0\",",
                "");
        var problem = assertProblem(http.post(BATCH, "[" + good + "," + bad + ",7]"), 400, "validation-error");
        assertThat(problem.path("detail").asString()).contains("index 1").contains("event_outcome")
                .contains("3 errors");
        assertThat(problem.path("field_errors").propertyNames()).containsExactlyInAnyOrder("[1].event_outcome",
                "[1].version", "[2]");
        assertThat(total("mixed")).isZero();
    }

    @Test
    void very_many_errors_are_counted_but_not_all_shown() {
        var events = IntStream.range(0, 1000).mapToObj(_ -> "{}").collect(Collectors.joining(",", "[", "]"));
        var problem = assertProblem(http.post(BATCH, events), 400, "validation-error");
        assertThat(problem.path("field_errors")).hasSize(100);
        assertThat(problem.path("detail").asString()).contains("index 0").contains("8,000 errors")
                .contains("first 100");
    }

    @Test
    void the_error_of_a_single_event_names_its_field() {
        var problem = assertProblem(http.post(SINGLE, event("one", Instant.now().minus(8, ChronoUnit.DAYS), "")), 400,
                "validation-error");
        assertThat(problem.path("field_errors").propertyNames()).containsExactly("event_timestamp");
        assertThat(problem.path("detail").asString()).startsWith("event_timestamp ");
    }

    @Test
    void a_parent_must_exist() {
        var parent = Http.json(http.post(SINGLE, event("parent", Instant.now(), ""))).path("event_id").asString();
        assertThat(http.post(SINGLE, event("child", Instant.now(), ",\"parent_event_id\":\"" + parent + "\""))
                .statusCode())
                .isEqualTo(201);
        for (var absent : new String[]{UUID.randomUUID().toString(), "019bcd31-6c3d-7a54-bfff-ffffffffffff"}) {
            var orphan = event("orphan", Instant.now(), ",\"parent_event_id\":\"" + absent + "\"");
            var problem = assertProblem(http.post(SINGLE, orphan), 400, "validation-error");
            assertThat(problem.path("field_errors").propertyNames()).containsExactly("parent_event_id");
            problem = assertProblem(http.post(BATCH, "[" + event("orphan", Instant.now(), "") + "," + orphan + "]"),
                    400,
                    "validation-error");
            assertThat(problem.path("field_errors").propertyNames()).containsExactly("[1].parent_event_id");
        }
        assertThat(total("orphan")).isZero();
    }

    @Test
    void bad_transport_is_refused_here_as_everywhere() {
        assertProblem(http.post(SINGLE, "{"), 400, "validation-error");
        assertProblem(http.post(SINGLE, event("deep", Instant.now(), ",\"x\":" + "[".repeat(128) + "]".repeat(128))),
                400,
                "validation-error");
        assertProblem(http.post(BATCH, "[\"" + "a".repeat(1 << 20) + "\"]"), 413, "request-too-large");
        assertProblem(http.post(SINGLE, "{}", "Content-Encoding", "gzip"), 415, "unsupported-media-type");
        assertProblem(http.get(BATCH.replace("batch", "batch/x")), 404, "not-found");
        assertProblem(http.post("/api/v1/audit/event", "{}"), 404, "not-found");
    }

    @Test
    void what_happens_shows_in_metrics() {
        http.post(SINGLE, event("metrics", Instant.now(), ",\"unknown_field\":1"));
        http.post(SINGLE, "[]");
        var metrics = service.management().get("/metrics").body();
        assertThat(metrics).contains(
                "datastorage_write_duration_seconds_bucket{outcome=\"stored\",route=\"single\",le=\"0.1\"}",
                "datastorage_write_duration_seconds_count{outcome=\"stored\",route=\"batch\"}",
                "datastorage_audit_lag_seconds_bucket{le=\"1.0\"}", "datastorage_audit_lag_seconds_sum",
                "datastorage_validation_failures_total{reason=\"batch\"}", "datastorage_ingest_replays_total",
                "datastorage_ingest_unknown_fields_total");
        assertThat(metrics).doesNotContain("unknown_field\"", "correlation");
    }

    private static long total(String correlationId) {
        HttpResponse<String> response = http.get(SINGLE + "?limit=1&correlation_id=" + correlationId);
        JsonNode pagination = Http.json(response).path("pagination");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return pagination.path("total").asLong();
    }

    private static String batch(String correlationId, int size) {
        var now = Instant.now();
        return IntStream.range(0, size).mapToObj(n -> event(correlationId, now, "").replace("\"n\":0", "\"n\":" + n))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String event(String correlationId, Instant timestamp, String more) {
        return """
                {"version":"1.0","event_type":"gateway.signal.received","event_timestamp":"%s","event_category":"gateway",\
                "event_action":"received","event_outcome":"success","correlation_id":"%s","event_data":{"n":0}%s}"""
                .formatted(timestamp, correlationId, more);
    }
}
