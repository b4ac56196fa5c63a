package io.datastorage.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Inclusion and consistency proofs (RFC 6962 §2.1.1 and §2.1.2), made from tiles, and their checks. A proof is a list of
 * hashes of 32 bytes, from the leaves towards the root.
 */
public final class Proofs {
    private Proofs() {}

    /**
     * The root of a tree, 32 bytes.
     *
     * @throws IllegalArgumentException if the size is negative
     */
    public static byte[] root(long size, TileReader tiles) {
        requireSize(size);
        return size == 0 ? Hashes.empty() : new Subtrees(size, tiles).hash(0, size);
    }

    /**
     * Proof that a leaf is in a tree: PATH(index, D[size]), at most 63 hashes.
     *
     * @param index of the leaf, 0 to size - 1
     * @throws IllegalArgumentException if a tree of this size has no such leaf
     */
    public static List<byte[]> inclusion(long index, long size, TileReader tiles) {
        requireSize(size);
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of size %d has no leaf %d".formatted(size, index));
        }
        List<byte[]> proof = new ArrayList<>();
        path(index, 0, size, new Subtrees(size, tiles), proof);
        return List.copyOf(proof);
    }

    private static void path(long index, long start, long end, Subtrees tree, List<byte[]> proof) {
        if (end - start == 1) {
            return;
        }
        long middle = start + Subtrees.split(end - start);
        if (index < middle) {
            path(index, start, middle, tree, proof);
            proof.add(tree.hash(middle, end));
        } else {
            path(index, middle, end, tree, proof);
            proof.add(tree.hash(start, middle));
        }
    }

    /**
     * Whether a proof shows that a leaf is in a tree (the algorithm of RFC 9162 §2.1.3.2).
     *
     * @param leaf hash of the leaf
     * @param root of the tree
     * @return false for whatever is not such a proof, however it is malformed
     */
    public static boolean checkInclusion(List<byte[]> proof, long index, byte[] leaf, long size, byte[] root) {
        return impliedRoot(proof, index, leaf, size).filter(implied -> Arrays.equals(implied, root)).isPresent();
    }

    /**
     * The root that a proof leads to from a leaf, 32 bytes: of any tree of that size that has the leaf there, if the proof
     * is one. It says nothing before it is compared with a root that is known.
     *
     * @param leaf hash of the leaf
     * @return empty if the hashes cannot be a proof of that index and size
     */
    public static Optional<byte[]> impliedRoot(List<byte[]> proof, long index, byte[] leaf, long size) {
        if (index < 0 || index >= size || !areHashes(proof) || leaf.length != Hashes.LENGTH) {
            return Optional.empty();
        }
        Climb climb = new Climb(index, size - 1);
        byte[] hash = leaf;
        for (byte[] sibling : proof) {
            if (climb.isAtRoot()) {
                return Optional.empty();
            }
            hash = climb.hasLeftSibling() ? Hashes.node(sibling, hash) : Hashes.node(hash, sibling);
            climb.up();
        }
        return climb.isAtRoot() ? Optional.of(hash) : Optional.empty();
    }

    /**
     * Proof that the first leaves of a tree are those of an earlier one: PROOF(from, D[to]), at most 64 hashes. Empty if
     * the earlier tree is empty or the same.
     *
     * @param from size of the earlier tree, 0 to {@code to}
     * @param to size of the later tree
     * @throws IllegalArgumentException if a size is negative or the earlier tree is larger
     */
    public static List<byte[]> consistency(long from, long to, TileReader tiles) {
        requireSize(from);
        if (from > to) {
            throw new IllegalArgumentException("a tree of size %d does not extend one of size %d".formatted(to, from));
        }
        List<byte[]> proof = new ArrayList<>();
        if (from > 0) {
            subproof(from, 0, to, true, new Subtrees(to, tiles), proof);
        }
        return List.copyOf(proof);
    }

    /** SUBPROOF of RFC 6962 §2.1.2; {@code whole} while the earlier root itself could serve as this subtree's. */
    private static void subproof(long from, long start, long end, boolean whole, Subtrees tree, List<byte[]> proof) {
        if (from == end) {
            if (!whole) {
                proof.add(tree.hash(start, end));
            }
            return;
        }
        long middle = start + Subtrees.split(end - start);
        if (from <= middle) {
            subproof(from, start, middle, whole, tree, proof);
            proof.add(tree.hash(middle, end));
        } else {
            subproof(from, middle, end, false, tree, proof);
            proof.add(tree.hash(start, middle));
        }
    }

    /**
     * Whether a proof shows that a tree extends an earlier one (the algorithm of RFC 9162 §2.1.4.2). Every tree extends
     * the empty one and itself, with an empty proof.
     *
     * @return false for whatever is not such a proof, however it is malformed
     */
    public static boolean checkConsistency(List<byte[]> proof, long from, byte[] fromRoot, long to, byte[] toRoot) {
        if (from < 0 || from > to || !areHashes(proof) || fromRoot.length != Hashes.LENGTH
                || toRoot.length != Hashes.LENGTH) {
            return false;
        }
        if (from == to) {
            return proof.isEmpty() && Arrays.equals(fromRoot, toRoot) && (from > 0 || isEmptyRoot(fromRoot));
        }
        if (from == 0) {
            return proof.isEmpty() && isEmptyRoot(fromRoot);
        }
        // An earlier tree that is complete is itself the node that the climb starts from.
        boolean complete = Long.bitCount(from) == 1;
        if (proof.isEmpty()) {
            return false;
        }
        byte[] earlier = complete ? fromRoot : proof.getFirst();
        byte[] later = earlier;
        Climb climb = new Climb(from - 1, to - 1);
        climb.leaveCompleteSubtrees();
        for (byte[] sibling : complete ? proof : proof.subList(1, proof.size())) {
            if (climb.isAtRoot()) {
                return false;
            }
            if (climb.hasLeftSibling()) {
                earlier = Hashes.node(sibling, earlier);
                later = Hashes.node(sibling, later);
            } else {
                later = Hashes.node(later, sibling);
            }
            climb.up();
        }
        return climb.isAtRoot() && Arrays.equals(earlier, fromRoot) && Arrays.equals(later, toRoot);
    }

    private static boolean isEmptyRoot(byte[] root) {
        return Arrays.equals(root, Hashes.empty());
    }

    private static boolean areHashes(List<byte[]> proof) {
        return proof.stream().allMatch(hash -> hash.length == Hashes.LENGTH);
    }

    private static void requireSize(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("no tree has size %d".formatted(size));
        }
    }
}
