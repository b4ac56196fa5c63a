package io.datastorage.log;

import java.util.List;

/** The Merkle tree hash by its definition: slow and plain, what every faster way is checked against. */
public final class MerkleTree {
    private MerkleTree() {}

    /**
     * The root over leaf hashes (RFC 6962 §2.1).
     *
     * @param leaves leaf hashes, 32 bytes each
     * @return 32 bytes
     */
    public static byte[] root(List<byte[]> leaves) {
        int n = leaves.size();
        if (n == 0) {
            return Hashes.empty();
        }
        if (n == 1) {
            return leaves.getFirst();
        }
        // k is the largest power of two smaller than n.
        int k = Integer.highestOneBit(n - 1);
        return Hashes.node(root(leaves.subList(0, k)), root(leaves.subList(k, n)));
    }
}
