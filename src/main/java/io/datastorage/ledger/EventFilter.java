package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * What a search asks for: every part that is not null must hold.
 *
 * @param detailKey a top-level member of {@code event_data}; letters, digits and underscores. Null exactly when
 *     {@code detailValue} is
 * @param detailValue what that member's value reads as text
 * @param eventHash 32 bytes
 * @param since inclusive, on {@code event_timestamp}
 * @param until inclusive, on {@code event_timestamp}
 * @param withInternal whether the service's own events are shown that nothing else in the filter asks for
 */
public record EventFilter(
        @Nullable String eventType,
        @Nullable String eventCategory,
        @Nullable String eventOutcome,
        @Nullable String severity,
        @Nullable String correlationId,
        @Nullable String detailKey,
        @Nullable String detailValue,
        @Nullable String actorId,
        @Nullable String resourceType,
        @Nullable String resourceId,
        @Nullable String namespace,
        @Nullable UUID eventId,
        byte @Nullable [] eventHash,
        @Nullable Instant since,
        @Nullable Instant until,
        boolean withInternal) {}
