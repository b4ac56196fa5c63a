package io.datastorage.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The chains that grew lately, and so have rows in {@code chain_heads} that are of no more use. Bounded: what does not
 * fit stays in the table until its chain grows again.
 */
public final class SupersededHeads {
    private static final int BOUND = 100_000;

    private final Set<String> correlationIds = new HashSet<>();

    /** Remembers the chains that had a head before. */
    synchronized void add(List<ChainHead> heads) {
        for (ChainHead head : heads) {
            if (head.logIndex() != head.firstLogIndex() && correlationIds.size() < BOUND) {
                correlationIds.add(head.correlationId());
            }
        }
    }

    /** Takes them all. */
    synchronized List<String> drain() {
        List<String> drained = List.copyOf(correlationIds);
        correlationIds.clear();
        return drained;
    }
}
