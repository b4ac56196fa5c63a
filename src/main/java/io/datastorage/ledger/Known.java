package io.datastorage.ledger;

import io.datastorage.event.PreparedEvent;
import io.datastorage.log.OpenTiles;
import io.datastorage.log.Tile;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
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

    /** Reads the tiles that are being filled, if so many records more fill any. */
    void openTiles(Connection connection, int records) throws SQLException {
        if (openTiles == null && state.size() / Tile.WIDTH != (state.size() + records) / Tile.WIDTH) {
            openTiles = LogTables.openTiles(connection, state.size());
        }
    }

    /** The tiles that a plan fills; the plan is to begin at this state, and {@link #openTiles} was called. */
    List<Tile> fill(Plan plan) {
        return openTiles == null ? List.of() : openTiles.append(plan.leaves());
    }

    /** Makes the segments that new records need and widens their ranges over them. */
    void cover(Connection connection, Instant recordedAt, List<PreparedEvent> events) throws SQLException {
        long first = state.size();
        long last = first + events.size() - 1;
        if (segments.isEmpty() || segments.getFirst().first() > first || segments.getLast().last() < last) {
            segments = Segments.read(connection, first, last);
            if (segments.isEmpty() || segments.getLast().last() < last) {
                Segments.ensure(connection, last);
                segments = Segments.read(connection, first, last);
            }
        }
        List<Segment> widened = new ArrayList<>();
        for (Segment segment : segments) {
            long from = Math.max(first, segment.first());
            long until = Math.min(last, segment.last());
            widened.add(from > until
                    ? segment
                    : widen(connection, segment, recordedAt,
                            events.subList((int) (from - first), (int) (until - first) + 1)));
        }
        segments = widened;
    }

    private static Segment widen(
            Connection connection, Segment segment, Instant recordedAt, List<PreparedEvent> events)
            throws SQLException {
        Segment.Range recorded = Segment.Range.of(recordedAt);
        Segment.Range event = Segment.Range.of(events.getFirst().event().eventTimestamp());
        for (PreparedEvent next : events) {
            event = event.with(next.event().eventTimestamp());
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
