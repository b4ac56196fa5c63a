package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Event;
import io.datastorage.event.InvalidJsonException;
import io.datastorage.event.JsonReader;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.Placement;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Rows of {@code audit_events} as records.
 *
 * <p>It reads whatever is there: a record that was tampered with must still be shown, so that verification can say what
 * is wrong with it. A JSON column that holds anything but an object that the API would accept reads as null.
 */
final class RecordMapper {
    private RecordMapper() {}

    /** The record in the present row of a query that selects {@link EventColumns#LIST}. */
    static AuditRecord map(ResultSet row) throws SQLException {
        Event event = new Event(
                row.getString("event_version"),
                row.getString("event_type"),
                instant(row, "event_timestamp"),
                row.getString("event_category"),
                row.getString("event_action"),
                row.getString("event_outcome"),
                row.getString("actor_type"),
                row.getString("actor_id"),
                row.getString("actor_ip"),
                row.getString("resource_type"),
                row.getString("resource_id"),
                row.getString("correlation_id"),
                row.getObject("parent_event_id", UUID.class),
                Sql.instant(row.getObject("parent_event_date", OffsetDateTime.class)),
                row.getString("namespace"),
                row.getString("cluster_id"),
                row.getString("severity"),
                row.getObject("duration_ms", Long.class),
                row.getString("error_code"),
                row.getString("error_message"),
                row.getInt("retention_days"),
                row.getObject("is_sensitive", Boolean.class),
                object(row.getString("event_data")),
                object(row.getString("extra")));
        Placement placement = new Placement(
                row.getLong("log_index"),
                instant(row, "recorded_at"),
                row.getObject("event_id", UUID.class),
                row.getLong("chain_seq"),
                row.getBytes("previous_event_hash"));
        return new AuditRecord(
                event, placement, row.getString("recorded_by"), row.getBytes("salt"), row.getBytes("event_hash"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable JsonObject object(@Nullable String json) {
        return json == null ? null : object(json.getBytes(UTF_8));
    }

    /** A JSON column; null if it holds anything but an object that the API would accept. */
    static @Nullable JsonObject object(byte[] json) {
        try {
            return JsonReader.read(json, JsonReader.GREATEST_MAX_DEPTH) instanceof JsonObject object
                    ? object
                    : null;
        } catch (InvalidJsonException e) {
            return null;
        }
    }
}
