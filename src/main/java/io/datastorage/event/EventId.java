package io.datastorage.event;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Event ids: UUID version 7 (RFC 9562 §5.7) that name their record's place in the log, so that a record is found by its
 * id without an index on ids.
 *
 * <pre>
 * unix_ts_ms  48 bits  milliseconds of recorded_at
 * ver          4 bits  7
 * rand_a      12 bits  floor(microseconds within that millisecond × 4096 / 1000), RFC 9562 §6.2 method 3
 * var          2 bits  binary 10
 * rand_b      48 bits  log index
 *             14 bits  random
 * </pre>
 *
 * <p>Ids of one log ascend, as unsigned numbers and as text, with the log index. The random bits only
 * keep an id of one log from being taken for an id of another; nothing may rely on an id being hard to guess.
 */
public final class EventId {
    private static final int RANDOM_BITS = 14;
    private static final long LOG_INDEX_BOUND = 1L << 48;

    private EventId() {}

    /**
     * The id of the record at a place in the log.
     *
     * @param recordedAt from 1970 to the year 10889, what 48 bits of milliseconds hold
     * @param logIndex from 0 to 2^48 - 1
     * @param random its lowest 14 bits are used
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static UUID of(Instant recordedAt, long logIndex, int random) {
        long millisecond = recordedAt.toEpochMilli();
        if (millisecond < 0 || millisecond >= 1L << 48 || logIndex < 0 || logIndex >= LOG_INDEX_BOUND) {
            throw new IllegalArgumentException("no event id for log index " + logIndex + " at " + recordedAt);
        }
        long microsecond = recordedAt.get(ChronoField.MICRO_OF_SECOND) % 1000;
        long high = millisecond << 16 | 7L << 12 | microsecond * 4096 / 1000;
        long low = 2L << 62 | logIndex << RANDOM_BITS | (random & ((1 << RANDOM_BITS) - 1));
        return new UUID(high, low);
    }

    /** The log index an id carries; empty for an id that is not version 7 of the RFC's variant, so not one of ours. */
    public static OptionalLong logIndex(UUID eventId) {
        if (eventId.version() != 7 || eventId.variant() != 2) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(eventId.getLeastSignificantBits() >>> RANDOM_BITS & (LOG_INDEX_BOUND - 1));
    }
}
