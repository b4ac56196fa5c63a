package io.datastorage.bench;

import io.datastorage.TestDatabase;
import io.datastorage.ledger.FilledLog;
import io.datastorage.proof.CheckedWhole;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A signed log that grew for a while, which a service can be started on.
 *
 * @param shape its segments, all of one length, and its time
 */
record LargeLog(TestDatabase database, FilledLog.Shape shape) implements AutoCloseable {
    /** Of the large one: a million records, or a hundred thousand. */
    private static final int SEGMENTS = 24;
    private static final int FULL_SEGMENT = 41_728;
    private static final int QUICK_SEGMENT = 4_096;

    private static @Nullable LargeLog shared;

    /** The one that scenarios which only read have in common; it is there until the JVM ends. */
    static synchronized LargeLog shared(Bench bench) {
        if (shared == null) {
            shared = of(bench, SEGMENTS, bench.quick() ? QUICK_SEGMENT : FULL_SEGMENT);
        }
        return shared;
    }

    /** A new one; each segment is a day. */
    static LargeLog of(Bench bench, int segments, int segmentLength) {
        var shape = new FilledLog.Shape(segments, segmentLength,
                Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(segments)),
                Duration.ofDays(segments));
        long began = System.nanoTime();
        TestDatabase database = TestDatabase.migrated();
        CheckedWhole.begin(database);
        FilledLog.fill(database, shape, new PastEvents(shape));
        bench.progress("filled %d segments of %,d records in %.0f s".formatted(segments, segmentLength,
                (System.nanoTime() - began) / 1e9));
        return new LargeLog(database, shape);
    }

    @Override
    public void close() {
        database.close();
    }
}
