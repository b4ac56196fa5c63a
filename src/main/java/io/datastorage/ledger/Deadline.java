package io.datastorage.ledger;

import java.time.Duration;

/**
 * Until when a request is held.
 *
 * @param nanoTime as {@link System#nanoTime} counts
 */
public record Deadline(long nanoTime) {
    /** The moment after this time from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** How long there is until then; never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** Whether it is over. */
    public boolean isPassed() {
        return left().isZero();
    }
}
