package io.datastorage.ledger;

import java.time.Instant;
import java.util.Comparator;

/** Where a record stands in the order of {@code (event_timestamp, log_index)}; natural order is oldest first. */
record Key(Instant timestamp, long logIndex) implements Comparable<Key> {
    private static final Comparator<Key> OLDEST_FIRST = Comparator.comparing(Key::timestamp)
            .thenComparingLong(Key::logIndex);

    /** After every record of this time. */
    static Key after(Instant timestamp) {
        return new Key(timestamp, Long.MAX_VALUE);
    }

    @Override
    public int compareTo(Key other) {
        return OLDEST_FIRST.compare(this, other);
    }
}
