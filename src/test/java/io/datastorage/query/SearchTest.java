package io.datastorage.query;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

class SearchTest {
    /** Every field set, numbers that a double cannot hold, and text beyond ASCII. */
    private static final String FULL = """
            {"version":"1.0","event_type":"gateway.signal.received","event_timestamp":"%1$s","event_category":"gateway",
             "event_action":"received","event_outcome":"failure","actor_type":"external","actor_id":"alertmanager",
             "actor_ip":"10.0.0.1","resource_type":"Signal","resource_id":"fingerprint-1","correlation_id":"full 🚨",
             "parent_event_date":"2026-01-07T10:00:00Z","namespace":"audit-trace","cluster_id":"prod-eu-1",
             "severity":"critical","duration_ms":42,"error_code":"E1","error_message":"line\\nline","retention_days":30,
             "is_sensitive":true,"trace":{"id":[1.50]},
             "event_data":{"startsAtUnixNano":1767794236123456789,"value":0.9300000000000001,"big":1180591620717411303424,
                "text":"Mémoire > 90 %% \\u0007 🚨","empty":{},"none":null,"flag":true,"count":3}}""";

    private static Instant time;
    private static QueryFixture fixture;
    private static Http http;

    @BeforeAll
    static void start() {
        fixture = new QueryFixture();
        http = fixture.http();
        time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        fixture.post(1, _ -> FULL.formatted(time));
        var minimal = QueryFixture.event("minimal", time);
        fixture.post(2, n -> n == 0 ? minimal : minimal.replace("received\",\"event_out", "closed\",\"event_out"));
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void an_event_reads_back_with_every_field_as_it_was_posted() {
        var posted = JsonMapper.builder().build().readTree(FULL.formatted(time));
        var found = only("correlation_id=" + URLEncoder.encode("full 🚨", StandardCharsets.UTF_8));
        for (var name : posted.propertyNames()) {
            if (!name.equals("trace") && !name.equals("event_data")) {
                assertThat(found.path(name)).as(name).isEqualTo(posted.path(name));
            }
        }
        assertThat(found.path("event_date").asString()).isEqualTo(time.toString().substring(0, 10));
        assertThat(found.path("event_hash").asString()).matches("[0-9a-f]{64}");
        assertThat(found.path("previous_event_hash").isNull()).isTrue();
        assertThat(found.path("log_index").asLong()).isZero();
        assertThat(found.path("chain_seq").asLong()).isZero();
        assertThat(found.path("legal_hold").asBoolean(true)).isFalse();
        assertThat(found.has("recorded_by")).isFalse();
        assertThat(Instant.parse(found.path("recorded_at").asString())).isAfterOrEqualTo(time);
        assertThat(UUID.fromString(found.path("event_id").asString()).version()).isEqualTo(7);
    }

    @Test
    void documents_come_back_without_a_digit_lost() {
        var body = http.get(QueryFixture.PATH + "?event_outcome=failure").body();
        assertThat(body).contains("\"startsAtUnixNano\":1767794236123456789", "\"value\":0.9300000000000001",
                "\"big\":1.180591620717411303424e+21", "Mémoire > 90 % \\u0007 🚨",
                "\"extra\":{\"trace\":{\"id\":[1.5]}}",
                "\"none\":null", "\"empty\":{}");
    }

    @Test
    void null_stands_only_where_clients_expect_it() {
        var found = http.get(QueryFixture.PATH + "?correlation_id=minimal&limit=1&sort=log_index");
        var event = Http.json(found).path("data").path(0);
        for (var name : new String[]{"parent_event_id", "parent_event_date", "namespace", "cluster_id", "severity",
                "duration_ms", "error_code", "error_message", "is_sensitive", "previous_event_hash"}) {
            assertThat(event.has(name)).as(name).isTrue();
            assertThat(event.path(name).isNull()).as(name).isTrue();
        }
        assertThat(event.has("actor_ip")).isFalse();
        assertThat(event.has("extra")).isFalse();
        assertThat(event.path("actor_type").asString()).isEqualTo("service");
        assertThat(event.path("actor_id").asString()).isEqualTo("gateway-service");
        assertThat(event.path("resource_type").asString()).isEqualTo("gateway");
        assertThat(event.path("resource_id").asString()).isEqualTo("minimal");
        assertThat(event.path("retention_days").asInt()).isEqualTo(2555);
    }

    @Test
    void each_event_of_a_chain_names_the_one_before() {
        var data = Http.json(http.get(QueryFixture.PATH + "?correlation_id=minimal&sort=log_index")).path("data");
        assertThat(data).hasSize(2);
        assertThat(data.path(1).path("previous_event_hash")).isEqualTo(data.path(0).path("event_hash"));
        assertThat(data.path(1).path("chain_seq").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "event_type=gateway.signal.received | 3", "event_type=gateway.signal | 0", "event_category=gateway | 3",
            "event_outcome=failure | 1", "severity=critical | 1", "severity=CRITICAL | 0", "correlation_id=minimal | 2",
            "actor_id=alertmanager | 1", "resource_type=Signal | 1", "resource_id=fingerprint-1 | 1",
            "namespace=audit-trace | 1", "namespace=audit%25 | 0", "detail_key=a&detail_value=1 | 2",
            "detail_key=startsAtUnixNano&detail_value=1767794236123456789 | 1", "detail_key=flag&detail_value=true | 1",
            "detail_key=absent&detail_value=x | 0", "since=1h | 3", "until=1h | 0",
            "since=2000-01-01&until=2001-01-01 | 0",
            "since=0001-01-01&until=9999-12-31T23:59:59Z | 3", "since=0s&until=24h | 0",
            "correlation_id=%27%3B%20DROP%20TABLE%20audit_events%3B-- | 0",
            "event_id=019bcd31-6c3d-7a54-8000-000000000000 | 0",
            "event_id=00000000-0000-0000-0000-000000000000 | 0",
            "event_hash=0000000000000000000000000000000000000000000000000000000000000000 | 0"})
    void filters_are_exact_and_anded(String query, int total) {
        var response = http.get(QueryFixture.PATH + "?" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Http.json(response).path("pagination").path("total").asInt()).isEqualTo(total);
        assertThat(Http.json(response).path("data")).hasSize(total);
    }

    @Test
    void bounds_of_time_are_inclusive() {
        var exact = "event_outcome=failure&since=" + time + "&until=" + time;
        assertThat(only(exact).path("event_outcome").asString()).isEqualTo("failure");
    }

    @Test
    void an_event_is_found_by_its_id_and_by_its_hash() {
        var event = only("event_outcome=failure");
        var id = event.path("event_id").asString();
        var byId = http.get(QueryFixture.PATH + "/" + id);
        assertThat(byId.statusCode()).isEqualTo(200);
        assertThat(Http.json(byId)).isEqualTo(event);
        assertThat(Http.json(http.get(QueryFixture.PATH + "/" + id.toUpperCase(java.util.Locale.ROOT))))
                .isEqualTo(event);
        assertThat(only("event_id=" + id)).isEqualTo(event);
        assertThat(only("event_hash=" + event.path("event_hash").asString())).isEqualTo(event);
    }

    @Test
    void an_event_that_was_kept_is_not_sent_again() {
        var path = QueryFixture.PATH + "/" + only("event_outcome=failure").path("event_id").asString();
        var sent = http.get(path);
        assertThat(sent.headers().firstValue("Cache-Control")).hasValue("no-cache");
        var tag = sent.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).matches("\"[A-Za-z0-9_-]{43}\"");
        assertThat(http.get(path).headers().firstValue("ETag")).hasValue(tag);
        var kept = http.get(path, "If-None-Match", tag);
        assertThat(kept.statusCode()).isEqualTo(304);
        assertThat(kept.body()).isEmpty();
        assertThat(kept.headers().firstValue("ETag")).hasValue(tag);
        assertThat(http.get(path, "If-None-Match", "\"another\"").body()).isEqualTo(sent.body());
    }

    @ParameterizedTest
    @CsvSource({"00000000-0000-0000-0000-000000000000, 404, not-found",
            "019bcd31-6c3d-7a54-bfff-ffffffffffff, 404, not-found",
            "019bcd31-6c3d-7a54-8000-000000000000, 404, not-found", "x, 400, validation-error",
            "1-1-1-1-1, 400, validation-error",
            "batch, 400, validation-error", "019bcd31-6c3d-7a54-8000-000000000000?a=1, 400, validation-error"})
    void an_event_that_is_not_there_is_not_found(String id, int status, String slug) {
        assertProblem(http.get(QueryFixture.PATH + "/" + id), status, slug);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "limit=0 | limit | 1 to 1000", "limit=1001 | limit | 1 to 1000", "limit=-1 | limit | 1 to 1000",
            "limit=ten | limit | 1 to 1000", "limit=9223372036854775808 | limit | 1 to 1000",
            "limit=1&limit=2 | limit | more than once",
            "offset=-1 | offset | cursor", "offset=10001 | offset | cursor", "offset=1e3 | offset | 0 to 10000",
            "sort=newest | sort | event_timestamp or log_index", "cursor=abc | cursor | next_cursor",
            "since=yesterday | since | 24h", "since=-24h | since | negative", "until=999999999d | until | years",
            "until=2026-13-01 | until | calendar", "event_outcome=Success | event_outcome | success, failure, pending",
            "detail_key=a | detail_value | belong together", "detail_value=a | detail_key | belong together",
            "detail_key=a.b&detail_value=a | detail_key | letters, digits and underscores",
            "event_id=1-1-1-1-1 | event_id | UUID", "event_hash=abc | event_hash | 64 hexadecimal",
            "severity=%00 | severity | U+0000", "severity=%C0%80 | severity | UTF-8",
            "correlationId=a | correlationId | correlation_id", "page=2 | page | known are",
            "catergory=a | catergory | known are",
            "event_catgory=a | event_catgory | event_category"})
    void a_query_that_cannot_be_answered_names_the_parameter_and_the_remedy(String query, String name, String hint) {
        var problem = assertProblem(http.get(QueryFixture.PATH + "?" + query), 400, "validation-error");
        assertThat(problem.path("field_errors").path(name).asString()).contains(hint);
        assertThat(problem.path("detail").asString()).contains(name);
    }

    @ParameterizedTest
    @CsvSource({"event_type, 100", "event_category, 50", "correlation_id, 255", "severity, 1024", "namespace, 1024",
            "actor_id, 1024", "resource_type, 1024", "resource_id, 1024"})
    void a_text_may_be_as_long_as_its_field(String name, int length) {
        assertThat(http.get(QueryFixture.PATH + "?" + name + "=" + "a".repeat(length)).statusCode()).isEqualTo(200);
        assertProblem(http.get(QueryFixture.PATH + "?" + name + "=" + "a".repeat(length + 1)), 400, "validation-error");
    }

    @Test
    void an_accept_header_that_cannot_be_met_is_refused() {
        assertProblem(http.get(QueryFixture.PATH, "Accept", "text/csv"), 406, "not-acceptable");
    }

    private static JsonNode only(String query) {
        var response = http.get(QueryFixture.PATH + "?" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        var data = Http.json(response).path("data");
        assertThat(data).hasSize(1);
        return data.path(0);
    }
}
