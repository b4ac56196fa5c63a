package io.datastorage.log;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The right edge of a Merkle tree: all that is needed to append to it and to know its root.
 *
 * <p>A tree of n leaves is a row of complete subtrees, one for each bit set in n, largest first; the frontier holds
 * their roots. Immutable.
 */
public final class Frontier {
    private final long size;
    private final List<byte[]> subtrees;

    private Frontier(long size, List<byte[]> subtrees) {
        this.size = size;
        this.subtrees = subtrees;
    }

    /** The frontier of the empty tree. */
    public static Frontier empty() {
        return new Frontier(0, List.of());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param size number of leaves
     * @param encoded the subtree roots, 32 bytes each, largest first
     * @throws IllegalArgumentException if the bytes are not as many as the size asks for
     */
    public static Frontier decode(long size, byte[] encoded) {
        if (size < 0 || encoded.length != Long.bitCount(size) * Hashes.LENGTH) {
            throw new IllegalArgumentException(
                    "a frontier of size %d cannot have %d bytes".formatted(size, encoded.length));
        }
        List<byte[]> subtrees = new ArrayList<>();
        for (int at = 0; at < encoded.length; at += Hashes.LENGTH) {
            subtrees.add(Arrays.copyOfRange(encoded, at, at + Hashes.LENGTH));
        }
        return new Frontier(size, subtrees);
    }

    /**
     * Reads the frontier of a tree from its partial tiles: the bits of the size that belong to one level of tiles are the
     * bits of that level's partial width.
     *
     * @param size number of leaves
     * @throws IllegalArgumentException if the size is negative
     */
    public static Frontier of(long size, TileReader tiles) {
        if (size < 0) {
            throw new IllegalArgumentException("no tree has size %d".formatted(size));
        }
        List<byte[]> subtrees = new ArrayList<>();
        for (int level = (Long.SIZE - 1) / 8; level >= 0; level--) {
            long hashes = size >> (8 * level);
            int width = (int) (hashes % Tile.WIDTH);
            if (width > 0) {
                byte[] tile = Subtrees.read(tiles, level, hashes / Tile.WIDTH, width);
                subtrees.addAll(empty().append(Tile.split(tile)).subtrees);
            }
        }
        return new Frontier(size, subtrees);
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /** The subtree roots, 32 bytes each, largest first. */
    public byte[] encode() {
        return Hashes.join(subtrees);
    }

    /**
     * The frontier after more leaves.
     *
     * @param leaves leaf hashes, 32 bytes each, in log order
     */
    public Frontier append(List<byte[]> leaves) {
        List<byte[]> edge = new ArrayList<>(subtrees);
        MessageDigest digest = Hashes.sha256();
        long n = size;
        for (byte[] leaf : leaves) {
            byte[] hash = leaf;
            // Each trailing one bit of the old size is a complete subtree as large as the one just made: the two join.
            for (long carry = n; (carry & 1) == 1; carry >>= 1) {
                hash = Hashes.node(digest, edge.removeLast(), hash);
            }
            edge.add(hash);
            n++;
        }
        return new Frontier(n, edge);
    }

    /** The root of the tree, 32 bytes: the subtrees joined from the right (RFC 6962 §2.1). */
    public byte[] root() {
        if (subtrees.isEmpty()) {
            return Hashes.empty();
        }
        byte[] root = subtrees.getLast();
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = Hashes.node(subtrees.get(i), root);
        }
        return root;
    }
}
