package io.datastorage.ledger;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Gives up the requests whose deadline has passed, all of them in one thread. A wait with a time limit of its own would
 * cost each request a timer, which nearly always is cancelled.
 */
final class HeldRequests implements AutoCloseable {
    /** By how much a request may be held too long. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Queue<PendingOutcome> held = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofPlatform().name("append-deadlines").daemon().unstarted(this::run);
    private volatile boolean closed;

    /** Begins to look. */
    void start() {
        thread.start();
    }

    /** Gives a request up at its deadline, unless it is settled before. */
    void add(PendingOutcome outcome) {
        held.add(outcome);
    }

    /** Ends with the last request that is held now. */
    @Override
    public void close() {
        closed = true;
    }

    private void run() {
        try {
            while (!closed || !held.isEmpty()) {
                Thread.sleep(LOOK);
                held.removeIf(PendingOutcome::isOver);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
