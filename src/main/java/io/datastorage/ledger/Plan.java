package io.datastorage.ledger;

import io.datastorage.event.Entry;
import io.datastorage.event.EventId;
import io.datastorage.event.Placement;
import io.datastorage.event.PreparedEvent;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

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
        Instant recordedAt = later(clock, state.recordedAt());
        Map<String, ChainHead> heads = new HashMap<>(known);
        Map<String, ChainHead> grown = new LinkedHashMap<>();
        List<Placed> records = new ArrayList<>(events.size());
        List<byte[]> leaves = new ArrayList<>(events.size());
        long index = state.size();
        for (PreparedEvent event : events) {
            String correlation = event.event().correlationId();
            @Nullable
            ChainHead before = heads.get(correlation);
            Placement placement = new Placement(
                    index,
                    recordedAt,
                    EventId.of(recordedAt, index, ThreadLocalRandom.current().nextInt()),
                    before == null ? 0 : before.chainSeq() + 1,
                    before == null ? null : before.eventHash());
            byte[] hash = Entry.hash(Entry.of(event, placement));
            ChainHead head = new ChainHead(
                    correlation, placement.chainSeq(), index, before == null ? index : before.firstLogIndex(), hash);
            heads.put(correlation, head);
            grown.put(correlation, head);
            records.add(new Placed(event, placement, hash));
            leaves.add(hash);
            index++;
        }
        var frontier = state.frontier().append(leaves);
        return new Plan(records, List.copyOf(grown.values()), new LogState(frontier, frontier.root(), recordedAt));
    }

    /** The event hashes, which are the leaves of the tree, in log order. */
    List<byte[]> leaves() {
        return records.stream().map(Placed::hash).toList();
    }

    private static Instant later(Instant clock, @Nullable Instant last) {
        return last == null || clock.isAfter(last) ? clock : last;
    }
}
