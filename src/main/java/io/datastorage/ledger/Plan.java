package io.datastorage.ledger;

import java.util.List;

/**
 * What an append transaction will write, worked out in memory under the append lock: places, links and hashes.
 *
 * @param records in log order
 * @param heads the new head of every chain that grew
 * @param next the log after it
 */
record Plan(List<Placed> records, List<ChainHead> heads, LogState next) {
    /** The event hashes, which are the leaves of the tree, in log order. */
    List<byte[]> leaves() {
        return records.stream().map(Placed::hash).toList();
    }
}
