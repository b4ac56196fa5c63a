package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A row of {@code log_segments}: one partition of {@code audit_events} and what is in it.
 *
 * @param first the first log index it may hold
 * @param last the last log index it may hold
 * @param recorded where {@code recorded_at} of its records lies; null while it is empty
 * @param event where {@code event_timestamp} of its records lies; null while it is empty
 */
public record Segment(long first, long last, @Nullable Range recorded, @Nullable Range event) {
    /** Instants from one to another, both inclusive. */
    public record Range(Instant from, Instant until) {
        /** The range of a single instant. */
        public static Range of(Instant instant) {
            return new Range(instant, instant);
        }

        Range with(Instant instant) {
            return new Range(
                    instant.isBefore(from) ? instant : from, instant.isAfter(until) ? instant : until);
        }

        /** Whether another range lies in this one. */
        public boolean contains(Range other) {
            return !other.from.isBefore(from) && !other.until.isAfter(until);
        }
    }
}
