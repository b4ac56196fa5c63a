package io.datastorage.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The root of every beginning of a growing list of leaf hashes (RFC 6962 §2.1), from the hashes of its whole subtrees.
 * It shares no code with the tree of the service.
 */
final class PrefixRoots {
    private final List<List<byte[]>> levels = new ArrayList<>(List.of(new ArrayList<>()));
    private final MessageDigest sha256;

    PrefixRoots() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    int size() {
        return leaves().size();
    }

    /** The leaf hashes so far, 32 bytes each. */
    List<byte[]> leaves() {
        return levels.getFirst();
    }

    void add(byte[] leafHash) {
        byte[] hash = leafHash;
        for (int level = 0;; level++) {
            if (level == levels.size()) {
                levels.add(new ArrayList<>());
            }
            List<byte[]> row = levels.get(level);
            row.add(hash);
            if (row.size() % 2 != 0) {
                return;
            }
            hash = node(row.get(row.size() - 2), hash);
        }
    }

    /** The root of the first so many leaves, 32 bytes. */
    byte[] root(long size) {
        byte[] root = null;
        for (int level = 0; level < levels.size(); level++) {
            if ((size >> level & 1) == 1) {
                byte[] subtree = levels.get(level).get((int) (size >> level) - 1);
                root = root == null ? subtree : node(subtree, root);
            }
        }
        return root == null ? sha256.digest() : root;
    }

    private byte[] node(byte[] left, byte[] right) {
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }
}
