package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.datastorage.event.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

class EventParserTest {
    private static final Instant NOW = Instant.parse("2026-01-07T10:00:00.5Z");
    private static final String MINIMAL = """
            {"version": "1.0", "event_type": "gateway.signal.received", "event_timestamp": "2026-01-07T10:00:00Z",
             "event_category": "gateway", "event_action": "received", "event_outcome": "success",
             "correlation_id": "rr-1", "event_data": {}}""";

    @Test
    void defaults_are_filled_in() {
        Event event = valid(with("severity", "null"));
        assertThat(List.of(event.actorType(), event.actorId(), event.resourceType(), event.resourceId()))
                .isEqualTo(List.of("service", "gateway-service", "gateway", "rr-1"));
        assertThat(event.retentionDays()).isEqualTo(2555);
        assertThat(event.eventTimestamp()).isEqualTo("2026-01-07T10:00:00Z");
        assertThat(event).hasAllNullFieldsOrPropertiesExcept("version", "eventType", "eventTimestamp", "eventCategory",
                "eventAction", "eventOutcome", "actorType", "actorId", "resourceType", "resourceId", "correlationId",
                "retentionDays", "eventData");
    }

    @Test
    void every_field_is_kept_as_it_was_posted() {
        Event event = valid(object("""
                {"version": "2", "event_type": "t", "event_timestamp": "2026-01-07T10:00:00.1234569+00:00",
                 "event_category": "my.cat_1-x", "event_action": "a", "event_outcome": "pending", "correlation_id": "c",
                 "actor_type": "at", "actor_id": "ai", "actor_ip": "::1", "resource_type": "rt", "resource_id": "ri",
                 "parent_event_id": "019B98BF-5b5a-7c00-8000-000000001234", "parent_event_date": "2020-02-29",
                 "namespace": "n", "cluster_id": "", "severity": "s", "duration_ms": 1E2, "error_code": "ec",
                 "error_message": "em", "retention_days": 30.0, "is_sensitive": false, "event_data": {"b": [1], "a": 2},
                 "extra": {"x": 1}, "zeta": null}"""));
        assertThat(event.toString())
                .isEqualTo("Event[version=2, eventType=t, eventTimestamp=2026-01-07T10:00:00.123456Z, "
                        + "eventCategory=my.cat_1-x, eventAction=a, eventOutcome=pending, actorType=at, "
                        + "actorId=ai, actorIp=::1, "
                        + "resourceType=rt, resourceId=ri, correlationId=c, "
                        + "parentEventId=019b98bf-5b5a-7c00-8000-000000001234, "
                        + "parentEventDate=2020-02-29T00:00:00Z, namespace=n, clusterId=, severity=s, durationMs=100, "
                        + "errorCode=ec, errorMessage=em, retentionDays=30, isSensitive=false, eventData="
                        + event.eventData()
                        + ", extra=" + event.extra() + "]");
        assertThat(Objects.requireNonNull(event.eventData()).canonical()).isEqualTo("{\"a\":2,\"b\":[1]}");
        assertThat(Objects.requireNonNull(event.extra()).canonical()).isEqualTo("{\"extra\":{\"x\":1},\"zeta\":null}");
    }

    static List<Arguments> badFields() {
        String long21 = quoted("x".repeat(21));
        return List.of(arguments("version", "null", "is required"),
                arguments("version", "1", "must be a string, is a number"),
                arguments("version", "\"\"", "must have 1 to 20 characters, has 0"),
                arguments("version", long21, "must have 1 to 20 characters, has 21"),
                arguments("event_type", quoted("\ud83d\ude00".repeat(101)), "must have 1 to 100 characters, has 101"),
                arguments("event_timestamp", "1767794236", "must be a string, is a number"),
                arguments("event_timestamp", "\"2026-01-07\"", "must be an RFC 3339 date-time with its offset, like"
                        + " 2026-01-07T10:00:00Z or 2026-01-07T11:00:00.5+01:00"),
                arguments("event_timestamp", "\"2025-12-31T09:59:59.999Z\"",
                        "must not be older than 7 days: it is now 2026-01-07T10:00:00.500Z"),
                arguments("event_timestamp", "\"2026-01-07T11:00:00.500001Z\"",
                        "must not be more than 60 minutes ahead:"
                                + " it is now 2026-01-07T10:00:00.500Z, check the client's clock"),
                arguments("event_timestamp", "\"2026-01-07T09:59:60Z\"",
                        "must not be a leap second: send second 59 or the next full minute"),
                arguments("event_category", "\"Gateway\"",
                        "must have 1 to 50 characters, a lower-case letter first, then"
                                + " lower-case letters, digits, '_', '.' and '-'"),
                arguments("event_category", "\"datastorage\"",
                        "datastorage is reserved for events of the service itself: use another category"),
                arguments("event_category", "[]", "must be a string, is an array"),
                arguments("event_action", quoted("x".repeat(51)), "must have 1 to 50 characters, has 51"),
                arguments("event_outcome", "\"Success\"", "must be success, failure or pending"),
                arguments("event_outcome", "true", "must be a string, is true"),
                arguments("correlation_id", quoted("x".repeat(256)), "must have 1 to 255 characters, has 256"),
                arguments("event_data", "\"{}\"", "must be an object, is a string"),
                arguments("event_data", "[]", "must be an object, is an array"),
                arguments("event_data", "null", "is required"),
                arguments("actor_ip", quoted("1".repeat(46)), "must have at most 45 characters, has 46"),
                arguments("actor_id", quoted("x".repeat(1025)), "must have at most 1,024 characters, has 1,025"),
                arguments("actor_type", "{}", "must be a string, is an object"),
                arguments("error_message", quoted("x".repeat(65_537)),
                        "must have at most 65,536 characters, has 65,537"),
                arguments("parent_event_id", "\"019b98bf5b5a7c008000000000001234\"",
                        "must be a UUID, like 019b97f0-3c00-7000-8000-0000000000ff"),
                arguments("parent_event_id", "\"1-1-1-1-1\"",
                        "must be a UUID, like 019b97f0-3c00-7000-8000-0000000000ff"),
                arguments("parent_event_date", "\"2026-02-29\"", "must be a day that the calendar has"),
                arguments("parent_event_date", "\"0000-01-01\"", "must lie in the years 0001 to 9999 in UTC"),
                arguments("duration_ms", "\"1\"", "must be an integer, is a string"),
                arguments("duration_ms", "1.5",
                        "must be a whole number from -9223372036854775808 to 9223372036854775807"),
                arguments("duration_ms", "9223372036854775808",
                        "must be a whole number from -9223372036854775808 to 9223372036854775807"),
                arguments("duration_ms", "1e300",
                        "must be a whole number from -9223372036854775808 to 9223372036854775807"),
                arguments("retention_days", "0", "must be a whole number from 1 to 2555"),
                arguments("retention_days", "2556", "must be a whole number from 1 to 2555"),
                arguments("is_sensitive", "\"true\"", "must be true or false, is a string"),
                arguments("is_sensitive", "0", "must be true or false, is a number"));
    }

    @ParameterizedTest
    @MethodSource("badFields")
    void a_bad_field_is_named_with_what_it_must_be(String field, String json, String message) {
        assertThat(errors(EventLimits.DEFAULT, with(field, json))).containsExactly(new FieldError(field, message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "event_type", "event_timestamp", "event_category", "event_action",
            "event_outcome",
            "correlation_id", "event_data"})
    void a_required_field_that_is_missing_is_named(String field) {
        var members = new TreeMap<>(object(MINIMAL).members());
        members.remove(field);
        assertThat(errors(EventLimits.DEFAULT, new JsonObject(members)))
                .containsExactly(new FieldError(field, "is required"));
    }

    @Test
    void all_that_is_wrong_is_reported_at_once() {
        assertThat(errors(EventLimits.DEFAULT, object("{\"event_outcome\": 1, \"retention_days\": \"x\"}")))
                .extracting(FieldError::field).containsExactlyInAnyOrder("event_outcome", "retention_days", "version",
                        "event_type", "event_timestamp", "event_category", "event_action", "correlation_id",
                        "event_data");
        assertThat(errors(EventLimits.DEFAULT, read("[]")))
                .containsExactly(new FieldError("", "an event must be an object, is an array"));
    }

    @ParameterizedTest
    @CsvSource({"duration_ms, -9223372036854775808", "duration_ms, 9223372036854775807", "duration_ms, -0.0",
            "duration_ms, 92233720368547758.07e2", "retention_days, 1", "retention_days, 2.555E3",
            "event_timestamp, '\"2025-12-31T10:00:00Z\"'", "event_timestamp, '\"2026-01-07T11:00:00.5Z\"'",
            "actor_ip, '\"\"'", "resource_id, '\"\"'", "parent_event_date, '\"0001-01-01T00:00:00Z\"'"})
    void values_at_the_border_pass(String field, String json) {
        assertThat(valid(with(field, json))).isNotNull();
    }

    @Test
    void lengths_count_code_points() {
        String astral = "\ud83d\ude00".repeat(255);
        assertThat(valid(with("correlation_id", quoted(astral))).resourceId()).isEqualTo(astral);
    }

    @Test
    void event_data_and_unknown_fields_share_one_limit_of_canonical_bytes() {
        var limits = new EventLimits(40, Duration.ofDays(7), Duration.ofMinutes(60), Set.of());
        var members = new TreeMap<>(with("event_data", " {\"a\" : \"\\u00e9234567890\" } ").members());
        members.put("newer", read("[1.000000000000000000000]"));
        // {"a":"é234567890"} has 19 bytes, {"newer":[1]} has 13.
        assertThat(new EventParser(limits).parse(new JsonObject(members), NOW)).isInstanceOf(Parsed.Valid.class);
        members.put("newer", read("[123456789]"));
        assertThat(new EventParser(limits).parse(new JsonObject(members), NOW)).isInstanceOf(Parsed.Valid.class);
        members.put("newer", read("[1234567890]"));
        assertThat(errors(limits, new JsonObject(members))).containsExactly(new FieldError("event_data",
                "must have at most 40 bytes together with the fields this service does not know, has 41: send less"));
    }

    @Test
    void an_allow_list_of_categories_is_named_in_the_refusal() {
        var limits = new EventLimits(40, Duration.ofDays(7), Duration.ofMinutes(60), Set.of("workflow", "analysis"));
        assertThat(errors(limits, object(MINIMAL)))
                .containsExactly(new FieldError("event_category", "must be one of analysis, workflow"));
        assertThat(new EventParser(limits).parse(with("event_category", "\"analysis\""), NOW))
                .isInstanceOf(Parsed.Valid.class);
    }

    private static List<FieldError> errors(EventLimits limits, JsonValue value) {
        return switch (new EventParser(limits).parse(value, NOW)) {
            case Parsed.Invalid(List<FieldError> errors) -> errors;
            case Parsed.Valid valid -> throw new AssertionError(valid);
        };
    }

    private static Event valid(JsonValue value) {
        return switch (new EventParser(EventLimits.DEFAULT).parse(value, NOW)) {
            case Parsed.Valid(Event event) -> event;
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    private static JsonObject with(String field, String json) {
        var members = new TreeMap<>(object(MINIMAL).members());
        members.put(field, read(json));
        return new JsonObject(members);
    }

    private static JsonObject object(String json) {
        return (JsonObject) read(json);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static JsonValue read(String json) {
        return JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
    }
}
