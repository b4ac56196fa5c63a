package io.datastorage.ledger;

import io.datastorage.log.OpenTiles;
import io.datastorage.log.Tile;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an appender remembers of the log between two groups. It holds for one state (size and root) only; when another
 * instance has appended, or a transaction failed half-way, it is thrown away and read again as it is needed.
 */
final class Known {
    private static final int HEADS = 50_000;

    private LogState state;
    private final Map<String, ChainHead> heads = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ChainHead> eldest) {
            return size() > HEADS;
        }
    };
    private List<Segment> segments = List.of();
    private @Nullable OpenTiles openTiles;

    Known(LogState state) {
        this.state = state;
    }

    boolean isOf(LogState other) {
        return state.sameAs(other);
    }

    /** The heads of those of these chains that exist. */
    Map<String, ChainHead> heads(Connection connection, Collection<String> correlationIds) throws SQLException {
        Set<String> missing = new HashSet<>(correlationIds);
        missing.removeIf(heads::containsKey);
        Map<String, ChainHead> found = LogTables.heads(connection, missing);
        for (String correlationId : correlationIds) {
            @Nullable
            ChainHead head = heads.get(correlationId);
            if (head != null) {
                found.put(correlationId, head);
            }
        }
        return found;
    }

    /** The tiles that a plan fills; the plan is to begin at this state. */
    List<Tile> fill(Connection connection, Plan plan) throws SQLException {
        boolean fills = state.size() / Tile.WIDTH != plan.next().size() / Tile.WIDTH;
        if (openTiles == null) {
            if (!fills) {
                return List.of();
            }
            openTiles = LogTables.openTiles(connection, state.size());
        }
        return openTiles.append(plan.leaves());
    }

    /** Makes the segments that a plan needs and widens their ranges over its records. */
    void cover(Connection connection, Plan plan) throws SQLException {
        long first = state.size();
        long last = plan.next().size() - 1;
        if (segments.isEmpty() || segments.getFirst().first() > first || segments.getLast().last() < last) {
            segments = Segments.read(connection, first, last);
            if (segments.isEmpty() || segments.getLast().last() < last) {
                Segments.ensure(connection, last);
                segments = Segments.read(connection, first, last);
            }
        }
        List<Segment> widened = new ArrayList<>();
        for (Segment segment : segments) {
            List<Placed> records = plan.records().stream()
                    .filter(r -> r.placement().logIndex() >= segment.first()
                            && r.placement().logIndex() <= segment.last())
                    .toList();
            widened.add(records.isEmpty() ? segment : widen(connection, segment, records));
        }
        segments = widened;
    }

    private static Segment widen(Connection connection, Segment segment, List<Placed> records) throws SQLException {
        Segment.Range recorded = Segment.Range.of(records.getFirst().placement().recordedAt());
        Segment.Range event = Segment.Range.of(records.getFirst().event().event().eventTimestamp());
        for (Placed placed : records) {
            recorded = recorded.with(placed.placement().recordedAt());
            event = event.with(placed.event().event().eventTimestamp());
        }
        if (segment.recorded() != null && segment.recorded().contains(recorded)
                && segment.event() != null && segment.event().contains(event)) {
            return segment;
        }
        Segments.widen(connection, segment.first(), recorded, event);
        return Segments.read(connection, segment.first(), segment.first()).getFirst();
    }

    /** The plan was committed. */
    void advance(Plan plan) {
        state = plan.next();
        plan.heads().forEach(head -> heads.put(head.correlationId(), head));
    }
}
