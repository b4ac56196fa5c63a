package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the service has acknowledged: for each serial number of an event, the log index and the first bytes of the event
 * hash in its receipt. Each event is noted by one thread.
 */
final class Acknowledged {
    private static final int RANGE = 10_000;

    private final AtomicLong next = new AtomicLong();
    private final long[] indexes;
    private final long[] hashes;

    /** Room for so many events. */
    Acknowledged(int events) {
        indexes = new long[events];
        hashes = new long[events];
        Arrays.fill(indexes, -1);
    }

    /** The first of so many serial numbers that nobody else gets. */
    long take(int events) {
        long first = next.getAndAdd(events);
        assertThat(first + events).as("events that there is room for").isLessThanOrEqualTo(indexes.length);
        return first;
    }

    /** Serial numbers that were taken. */
    long taken() {
        return next.get();
    }

    /** Notes a receipt; one for the same event must say the same. */
    void note(long serial, JsonNode receipt) {
        int at = Math.toIntExact(serial);
        long index = receipt.path("log_index").asLong();
        long hash = Long.parseUnsignedLong(receipt.path("event_hash").asString(), 0, 16, 16);
        if (indexes[at] != -1) {
            assertThat(index).as("log index of event %d, posted again", serial).isEqualTo(indexes[at]);
            assertThat(hash).as("event hash of event %d, posted again", serial).isEqualTo(hashes[at]);
        }
        indexes[at] = index;
        hashes[at] = hash;
    }

    /**
     * Reads the whole log: it has no gap, every event that was acknowledged is where its receipt says with that hash, and
     * none is there twice.
     *
     * @return its records
     */
    long check(TestDatabase database) {
        BitSet found = new BitSet(indexes.length);
        long size = 0;
        try (Connection connection = database.superuser().getConnection();
                PreparedStatement range = connection.prepareStatement("""
                        SELECT log_index, (event_data ->> 'serial')::bigint, event_hash
                          FROM audit_events
                         WHERE log_index >= ? AND log_index < ?
                         ORDER BY log_index
                        """)) {
            for (long before = -1; size > before;) {
                before = size;
                range.setLong(1, size);
                range.setLong(2, size + RANGE);
                try (ResultSet row = range.executeQuery()) {
                    for (; row.next(); size++) {
                        check(row, size, found);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        for (int serial = 0; serial < next.get(); serial++) {
            assertThat(indexes[serial] == -1 || found.get(serial)).as("event %d is in the log", serial).isTrue();
        }
        return size;
    }

    private void check(ResultSet row, long place, BitSet found) throws SQLException {
        long index = row.getLong(1);
        int serial = Math.toIntExact(row.getLong(2));
        assertThat(index).as("the next log index").isEqualTo(place);
        assertThat(found.get(serial)).as("event %d is there before log index %d", serial, index).isFalse();
        found.set(serial);
        if (indexes[serial] != -1) {
            assertThat(index).as("log index of event %d", serial).isEqualTo(indexes[serial]);
            assertThat(ByteBuffer.wrap(row.getBytes(3)).getLong()).as("event hash of event %d", serial)
                    .isEqualTo(hashes[serial]);
        }
    }
}
