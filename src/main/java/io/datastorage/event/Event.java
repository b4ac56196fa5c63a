package io.datastorage.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * A validated event with its defaults filled in, as a client posted it.
 *
 * <p>Instants are truncated to microseconds. Text fields hold Unicode without U+0000 and without lone surrogates.
 * {@code extra} holds the top-level fields that the API does not know; it is null when there were none. Actor, resource
 * and {@code event_data} always have a value in an event as posted; in one read back from the log they are null where the
 * column is.
 *
 * @param version the client's schema version, 1 to 20 code points
 * @param eventTimestamp when it happened, by the client's clock
 * @param durationMs milliseconds
 * @param retentionDays days, 1 to 2555
 */
public record Event(
        String version,
        String eventType,
        Instant eventTimestamp,
        String eventCategory,
        String eventAction,
        String eventOutcome,
        @Nullable String actorType,
        @Nullable String actorId,
        @Nullable String actorIp,
        @Nullable String resourceType,
        @Nullable String resourceId,
        String correlationId,
        @Nullable UUID parentEventId,
        @Nullable Instant parentEventDate,
        @Nullable String namespace,
        @Nullable String clusterId,
        @Nullable String severity,
        @Nullable Long durationMs,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        int retentionDays,
        @Nullable Boolean isSensitive,
        JsonValue.@Nullable JsonObject eventData,
        JsonValue.@Nullable JsonObject extra) {
    /** The category of the events that the service itself writes; clients may not post it. */
    public static final String INTERNAL_CATEGORY = "datastorage";

    /** The event without its documents, which may be large. */
    public Event withoutDocuments() {
        return new Event(version, eventType, eventTimestamp, eventCategory, eventAction, eventOutcome, actorType,
                actorId,
                actorIp, resourceType, resourceId, correlationId, parentEventId, parentEventDate, namespace, clusterId,
                severity, durationMs, errorCode, errorMessage, retentionDays, isSensitive, null, null);
    }
}
