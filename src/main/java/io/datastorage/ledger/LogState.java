package io.datastorage.ledger;

import io.datastorage.log.Frontier;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;

/**
 * A row of {@code log_states}: the log as it stood at one commit.
 *
 * @param root of the Merkle tree, 32 bytes
 * @param recordedAt of the newest record; null while the log is empty
 */
record LogState(Frontier frontier, byte[] root, @Nullable Instant recordedAt) {
    /** Number of records. */
    long size() {
        return frontier.size();
    }

    /** Whether both are the same log at the same size. */
    boolean sameAs(LogState other) {
        return size() == other.size() && Arrays.equals(root, other.root);
    }
}
