package io.datastorage.log;

/**
 * The way from a node of a tree to its root: {@code fn} and {@code sn} of RFC 9162 §2.1.3.2, the places of the node and
 * of the last node of its level.
 */
final class Climb {
    private long node;
    private long last;

    Climb(long node, long last) {
        this.node = node;
        this.last = last;
    }

    boolean isAtRoot() {
        return last == 0;
    }

    /** Otherwise it is a right one. A last node without a right sibling is lifted until it has a left one. */
    boolean hasLeftSibling() {
        return (node & 1) == 1 || node == last;
    }

    void up() {
        if (node == last) {
            while ((node & 1) == 0 && node != 0) {
                shift();
            }
        }
        shift();
    }

    /** Up to the largest complete subtree that ends with this node. */
    void leaveCompleteSubtrees() {
        while ((node & 1) == 1) {
            shift();
        }
    }

    private void shift() {
        node >>= 1;
        last >>= 1;
    }
}
