package io.datastorage.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * How late a thread is woken that does nothing but sleep: for as long, the machine, or this process, did not run what was
 * due, whatever is measured beside it.
 */
final class Oversleep implements AutoCloseable {
    private static final long NAP_NANOS = 1_000_000;

    private final Thread sleeper = Thread.ofPlatform().daemon().name("oversleep").unstarted(this::run);
    private volatile boolean stopped;
    private volatile long longestNanos;

    private Oversleep() {}

    static Oversleep watch() {
        var watch = new Oversleep();
        watch.sleeper.start();
        return watch;
    }

    private void run() {
        while (!stopped) {
            long due = System.nanoTime() + NAP_NANOS;
            LockSupport.parkNanos(NAP_NANOS);
            longestNanos = Math.max(longestNanos, System.nanoTime() - due);
        }
    }

    /** The latest it was woken so far, in milliseconds. */
    double longestMillis() {
        return longestNanos / 1e6;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
