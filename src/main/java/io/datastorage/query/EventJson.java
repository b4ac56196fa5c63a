package io.datastorage.query;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.JsonValue;
import io.datastorage.event.Timestamps;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Writes a record as the API shows it. Clients decode strictly: null stands only where they expect it, and anything
 * else without a value is left out.
 */
final class EventJson {
    private static final HexFormat HEX = HexFormat.of();

    private EventJson() {}

    static void write(JsonGenerator json, AuditRecord record) {
        var event = record.event();
        var place = record.placement();
        json.writeStartObject();
        json.writeStringProperty("event_id", place.eventId().toString());
        json.writeStringProperty("version", event.version());
        json.writeStringProperty("event_type", event.eventType());
        json.writeStringProperty("event_timestamp", Timestamps.apiForm(event.eventTimestamp()));
        json.writeStringProperty("event_date", LocalDate.ofInstant(event.eventTimestamp(), ZoneOffset.UTC).toString());
        json.writeStringProperty("event_category", event.eventCategory());
        json.writeStringProperty("event_action", event.eventAction());
        json.writeStringProperty("event_outcome", event.eventOutcome());
        ifSet(json, "actor_type", event.actorType());
        ifSet(json, "actor_id", event.actorId());
        ifSet(json, "actor_ip", event.actorIp());
        ifSet(json, "resource_type", event.resourceType());
        ifSet(json, "resource_id", event.resourceId());
        json.writeStringProperty("correlation_id", event.correlationId());
        orNull(json, "parent_event_id", text(event.parentEventId()));
        orNull(json, "parent_event_date", text(event.parentEventDate()));
        orNull(json, "namespace", event.namespace());
        orNull(json, "cluster_id", event.clusterId());
        orNull(json, "severity", event.severity());
        number(json, "duration_ms", event.durationMs());
        orNull(json, "error_code", event.errorCode());
        orNull(json, "error_message", event.errorMessage());
        json.writeNumberProperty("retention_days", event.retentionDays());
        bool(json, "is_sensitive", event.isSensitive());
        // Canonical text as it is: read into a number and written again, a value might be rounded.
        ifSet(json, "event_data", event.eventData());
        ifSet(json, "extra", event.extra());
        json.writeNumberProperty("log_index", place.logIndex());
        json.writeNumberProperty("chain_seq", place.chainSeq());
        json.writeStringProperty("recorded_at", Timestamps.apiForm(place.recordedAt()));
        ifSet(json, "recorded_by", record.recordedBy());
        json.writeStringProperty("event_hash", HEX.formatHex(record.eventHash()));
        var previous = place.previousEventHash();
        orNull(json, "previous_event_hash", previous == null ? null : HEX.formatHex(previous));
        json.writeBooleanProperty("legal_hold", false);
        json.writeEndObject();
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : Timestamps.apiForm(instant);
    }

    private static void ifSet(JsonGenerator json, String name, @Nullable JsonValue value) {
        if (value != null) {
            json.writeName(name).writeRawValue(value.canonical());
        }
    }

    private static void ifSet(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static void orNull(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    private static void bool(JsonGenerator json, String name, @Nullable Boolean value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeBooleanProperty(name, value);
        }
    }
}
