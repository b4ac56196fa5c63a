package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What an appender must know of a database before it appends: that it was compared with the held head since its server
 * was started. A restored copy, a promoted standby and a crashed server all come with another start, so nothing can be
 * appended on top of a log that lost its end.
 */
final class Comparison {
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile boolean demanded;
    private volatile boolean awaited;
    private volatile @Nullable Compared compared;

    /** From now on, nothing is appended to a database that was not compared. */
    void demand() {
        demanded = true;
    }

    void set(Compared found) {
        compared = found;
        first.countDown();
    }

    /** Whether the last append had to wait for a comparison. */
    boolean isAwaited() {
        return awaited;
    }

    /** Waits for the first comparison, if one is demanded; returns whether there was one in time. */
    boolean await(Deadline deadline) {
        try {
            return !demanded || first.await(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Optional<String> origin() {
        return Optional.ofNullable(compared).map(Compared::origin);
    }

    /**
     * Checks what an append is about to extend.
     *
     * @throws UncomparedDatabaseException if this database was not compared yet: the next try may find that it was
     * @throws LogMismatchException if it is not the log that was signed
     */
    void require(LogTables.Now now) throws UncomparedDatabaseException {
        if (!demanded) {
            return;
        }
        Compared last = compared;
        awaited = last == null || !last.server().equals(now.server());
        if (last == null || awaited) {
            throw new UncomparedDatabaseException();
        }
        LogSnapshot held = last.held();
        if (now.state().size() < held.size()) {
            throw new LogMismatchException(
                    "the log has %,d records, and %,d were signed: log indexes %d to %d are missing"
                            .formatted(now.state().size(), held.size(), now.state().size(), held.size() - 1));
        }
        if (now.state().size() == held.size() && !Arrays.equals(now.state().root(), held.root())) {
            throw new LogMismatchException(
                    "the log of %,d records has another root than was signed: it was replaced".formatted(held.size()));
        }
    }
}
