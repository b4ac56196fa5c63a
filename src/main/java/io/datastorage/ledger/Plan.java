package io.datastorage.ledger;

import io.datastorage.event.PreparedEvent;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an append transaction will write, worked out in memory under the append lock: places, links and hashes.
 *
 * @param records in log order
 * @param heads the new head of every chain that grew
 * @param next the log after it
 */
record Plan(List<Placed> records, List<ChainHead> heads, LogState next) {
    /**
     * Places events at the end of a log.
     *
     * @param state the log as it is
     * @param clock the database's clock
     * @param known the present heads of all chains that the events belong to and that exist
     * @param events in the order in which they are to be appended, at least one
     */
    static Plan of(LogState state, Instant clock, Map<String, ChainHead> known, List<PreparedEvent> events) {
        Placer placer = new Placer(state, clock, known);
        events.forEach(placer::place);
        return placer.plan();
    }

    /** The event hashes, which are the leaves of the tree, in log order. */
    List<byte[]> leaves() {
        return records.stream().map(Placed::hash).toList();
    }
}
