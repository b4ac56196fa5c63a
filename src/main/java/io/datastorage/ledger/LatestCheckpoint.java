package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The checkpoint that this instance shows: what the signer released last. */
public final class LatestCheckpoint {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable Published latest;
    private volatile boolean expected;

    /**
     * A released checkpoint.
     *
     * @param size of the log that it signs
     * @param root of the log that it signs, 32 bytes
     * @param note the signed note, cosignatures included
     */
    public record Published(long size, byte[] root, String note) {}

    /** The newest; empty until the first is signed. */
    public Optional<Published> get() {
        return Optional.ofNullable(latest);
    }

    /** Whether checkpoints are signed at all. */
    public boolean isExpected() {
        return expected;
    }

    /** From now on, checkpoints come. */
    public void expect() {
        expected = true;
    }

    /** Shows a checkpoint instead of the one before. */
    public void publish(Published checkpoint) {
        lock.lock();
        try {
            latest = checkpoint;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a checkpoint of at least this size.
     *
     * @return empty if none came in time
     */
    public Optional<Published> await(long size, Deadline deadline) {
        lock.lock();
        try {
            while (latest == null || latest.size() < size) {
                if (!changed.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                    return Optional.empty();
                }
            }
            return Optional.of(latest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
