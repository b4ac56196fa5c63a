package io.datastorage.proof;

import io.datastorage.ledger.LatestCheckpoint.Published;

import java.io.IOException;

/** A place outside the database that gets checkpoints. Called from one thread. */
interface Anchor extends AutoCloseable {
    /** Its name in metrics. */
    String name();

    /**
     * Brings a checkpoint there.
     *
     * @throws IOException if it is not known to be there; it is brought again later
     */
    void put(Published checkpoint) throws IOException, InterruptedException;

    /** Lets go of what it holds. */
    @Override
    default void close() {}
}
