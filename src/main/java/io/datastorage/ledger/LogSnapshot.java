package io.datastorage.ledger;

import java.util.Arrays;

/**
 * The log as it stood at one commit.
 *
 * @param size number of records
 * @param root of the Merkle tree, 32 bytes
 */
public record LogSnapshot(long size, byte[] root) {
    /** Whether both are the same log at the same size. */
    public boolean sameAs(LogSnapshot other) {
        return size == other.size && Arrays.equals(root, other.root);
    }
}
