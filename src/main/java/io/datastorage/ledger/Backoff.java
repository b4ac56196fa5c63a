package io.datastorage.ledger;

/** Pauses between tries that grow from 50 ms to 1 s. */
final class Backoff {
    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 1_000;

    private long next = FIRST_MILLIS;

    void pause() throws InterruptedException {
        Thread.sleep(next);
        next = Math.min(next * 2, LONGEST_MILLIS);
    }
}
