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

/** Places events at the end of a log, one after the other. */
final class Placer {
    private final LogState state;
    private final Instant recordedAt;
    private final Map<String, ChainHead> heads;
    private final Map<String, ChainHead> grown = new LinkedHashMap<>();
    private final List<Placed> records = new ArrayList<>();

    /**
     * A placer that has placed nothing yet.
     *
     * @param state the log as it is
     * @param clock the database's clock
     * @param known the present heads of all chains that the events belong to and that exist
     */
    Placer(LogState state, Instant clock, Map<String, ChainHead> known) {
        this.state = state;
        this.recordedAt = later(clock, state.recordedAt());
        this.heads = new HashMap<>(known);
    }

    /** When all of them are recorded: by the database's clock, but never before the log's last record. */
    Instant recordedAt() {
        return recordedAt;
    }

    /** Gives an event the next place, and its hash. */
    Placed place(PreparedEvent event) {
        long index = state.size() + records.size();
        String correlation = event.event().correlationId();
        @Nullable
        ChainHead before = heads.get(correlation);
        Placement placement = new Placement(
                index,
                recordedAt,
                EventId.of(recordedAt, index, ThreadLocalRandom.current().nextInt()),
                before == null ? 0 : before.chainSeq() + 1,
                before == null ? null : before.eventHash());
        byte[] hash = Entry.hash(event, placement);
        ChainHead head = new ChainHead(
                correlation, placement.chainSeq(), index, before == null ? index : before.firstLogIndex(), hash);
        heads.put(correlation, head);
        grown.put(correlation, head);
        Placed placed = new Placed(event, placement, hash);
        records.add(placed);
        return placed;
    }

    /** All that was placed, at least one event, and the log after it. */
    Plan plan() {
        var frontier = state.frontier().append(records.stream().map(Placed::hash).toList());
        return new Plan(List.copyOf(records), List.copyOf(grown.values()),
                new LogState(frontier, frontier.root(), recordedAt));
    }

    private static Instant later(Instant clock, @Nullable Instant last) {
        return last == null || clock.isAfter(last) ? clock : last;
    }
}
