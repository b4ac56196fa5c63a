package io.datastorage.event;

import io.datastorage.event.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * Turns what a client sent into an {@link Event}, or into everything that is wrong with it. Whether the parent event
 * exists is not asked here.
 */
public final class EventParser {
    private static final int MAX_TEXT = 1024;
    private static final int MAX_ERROR_MESSAGE = 65_536;
    private static final int MAX_RETENTION_DAYS = 2555;
    private static final List<String> REQUIRED = List.of("version", "event_type", "event_timestamp", "event_category",
            "event_action", "event_outcome", "correlation_id", "event_data");

    private final EventLimits limits;
    private final FieldRules rules;

    public EventParser(EventLimits limits) {
        this.limits = limits;
        rules = new FieldRules(limits);
    }

    /**
     * One event, with its defaults filled in. Fields that the API does not know become members of {@code extra}, one
     * that is called {@code extra} too.
     *
     * @param now what the age of the event is measured against
     */
    public Parsed parse(JsonValue value, Instant now) {
        if (!(value instanceof JsonObject object)) {
            return new Parsed.Invalid(
                    List.of(new FieldError("", "an event must be an object, is " + FieldReader.typeName(value))));
        }
        var fields = new FieldReader(object);
        String version = fields.text("version", 1, 20);
        String eventType = fields.text("event_type", 1, 100);
        Instant eventTimestamp = fields.parsed("event_timestamp", text -> rules.timestamp(text, now));
        String category = fields.parsed("event_category", rules::category);
        String action = fields.text("event_action", 1, 50);
        String outcome = fields.parsed("event_outcome", FieldRules::outcome);
        String correlationId = fields.text("correlation_id", 1, 255);
        String actorType = fields.text("actor_type", 0, MAX_TEXT);
        String actorId = fields.text("actor_id", 0, MAX_TEXT);
        String actorIp = fields.text("actor_ip", 0, 45);
        String resourceType = fields.text("resource_type", 0, MAX_TEXT);
        String resourceId = fields.text("resource_id", 0, MAX_TEXT);
        UUID parentEventId = fields.parsed("parent_event_id", FieldRules::uuid);
        Instant parentEventDate = fields.parsed("parent_event_date", Timestamps::parseDateOrDateTime);
        String namespace = fields.text("namespace", 0, MAX_TEXT);
        String clusterId = fields.text("cluster_id", 0, MAX_TEXT);
        String severity = fields.text("severity", 0, MAX_TEXT);
        Long durationMs = fields.integer("duration_ms", Long.MIN_VALUE, Long.MAX_VALUE);
        String errorCode = fields.text("error_code", 0, MAX_TEXT);
        String errorMessage = fields.text("error_message", 0, MAX_ERROR_MESSAGE);
        Long retentionDays = fields.integer("retention_days", 1, MAX_RETENTION_DAYS);
        Boolean isSensitive = fields.bool("is_sensitive");
        JsonObject eventData = fields.object("event_data");
        JsonObject extra = fields.rest();

        requireSize(fields, eventData, extra);
        REQUIRED.stream().filter(fields::isAbsent).forEach(field -> fields.error(field, "is required"));
        List<FieldError> errors = fields.errors();
        if (!errors.isEmpty()) {
            return new Parsed.Invalid(errors);
        }
        String presentCategory = present(category);
        String presentCorrelation = present(correlationId);
        return new Parsed.Valid(new Event(present(version), present(eventType), present(eventTimestamp),
                presentCategory, present(action), present(outcome), orElse(actorType, "service"),
                orElse(actorId, presentCategory + "-service"), actorIp, orElse(resourceType, presentCategory),
                orElse(resourceId, presentCorrelation), presentCorrelation, parentEventId, parentEventDate, namespace,
                clusterId, severity, durationMs, errorCode, errorMessage,
                retentionDays == null ? MAX_RETENTION_DAYS : retentionDays.intValue(), isSensitive, present(eventData),
                extra));
    }

    private void requireSize(FieldReader fields, @Nullable JsonObject eventData, @Nullable JsonObject extra) {
        if (eventData == null) {
            return;
        }
        long size = eventData.canonicalBytes().length + (extra == null ? 0L : extra.canonicalBytes().length);
        if (size > limits.maxDataBytes()) {
            fields.error("event_data", String.format(Locale.ROOT,
                    "must have at most %,d bytes together with the fields this service does not know,"
                            + " has %,d: send less",
                    limits.maxDataBytes(), size));
        }
    }

    /** A required field is present when nothing was wrong with it. */
    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
