package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Walks the matches of a search from the newest {@code event_timestamp} to the oldest.
 *
 * <p>Timestamps overlap between segments, so the segments are merged: each has a bound that all its keys still to come
 * lie below, the segment with the highest bound is read next, and a key is certain once no bound is above it.
 */
final class TimeWalk {
    private static final RowMapper<Key> KEY = (row, _) -> new Key(row.getObject(1, OffsetDateTime.class).toInstant(),
            row.getLong(2));

    private static final String BELOW = """
            SELECT event_timestamp, log_index
              FROM audit_events
             WHERE log_index >= ? AND log_index <= ?
               AND (event_timestamp, log_index) < (?, ?)
            """;

    private static final String NEWEST_FIRST = " ORDER BY event_timestamp DESC, log_index DESC ";

    /**
     * How many times as many records as matches are wanted the first window of a segment has, and how many times as many
     * as the last one the next.
     */
    private static final int GROWTH = 10;

    private final JdbcTemplate jdbc;
    private final Search search;
    private final Budget budget;
    private final int windowRows;

    TimeWalk(JdbcTemplate jdbc, Search search, Budget budget, int windowRows) {
        this.jdbc = jdbc;
        this.search = search;
        this.budget = budget;
        this.windowRows = windowRows;
    }

    /**
     * What a walk found.
     *
     * @param keys newest first; no match above the last of them is missing
     * @param rest where the walk goes on, when the budget ended it: all keys still to come lie below. Null if the walk
     *     found as much as was asked for, or reached the end
     */
    record Found(List<Key> keys, @Nullable Key rest) {}

    /**
     * Finds the newest matches.
     *
     * @param below only keys below this one; null for all
     * @param wanted how many at the most
     */
    Found find(@Nullable Key below, int wanted) {
        PriorityQueue<Part> parts = new PriorityQueue<>(Comparator.comparing((Part part) -> part.bound).reversed());
        for (Segment segment : search.segments()) {
            if (below == null || !range(segment).from().isAfter(below.timestamp())) {
                parts.add(new Part(segment, bound(segment, below), wanted));
            }
        }
        Part highest = parts.peek();
        Key start = highest == null ? null : highest.bound;
        PriorityQueue<Key> candidates = new PriorityQueue<>(Comparator.reverseOrder());
        List<Key> certain = new ArrayList<>();
        while (certain.size() < wanted) {
            Part next = parts.peek();
            Key newest = candidates.peek();
            if (newest != null && (next == null || newest.compareTo(next.bound) >= 0)) {
                certain.add(candidates.remove());
            } else if (next == null) {
                break;
            } else if (!budget.allows(next.rows) && !next.bound.equals(start)) {
                // Ended before every segment got below the start, the walk would come back to it for ever.
                return new Found(certain, next.bound);
            } else {
                parts.remove();
                candidates.addAll(next.advance(wanted - certain.size()));
                if (!next.exhausted) {
                    parts.add(next);
                }
            }
        }
        return new Found(certain, null);
    }

    private static Segment.Range range(Segment segment) {
        Segment.Range range = segment.event();
        if (range == null) {
            throw new IllegalArgumentException("segment " + segment.first() + " holds no records");
        }
        return range;
    }

    private Key bound(Segment segment, @Nullable Key below) {
        Key bound = Key.after(range(segment).until());
        Instant until = search.filter().until();
        if (until != null && Key.after(until).compareTo(bound) < 0) {
            bound = Key.after(until);
        }
        return below != null && below.compareTo(bound) < 0 ? below : bound;
    }

    /** One segment, and how far it has been read. */
    private final class Part {
        private final Segment segment;
        private Key bound;
        /** How many records it looks at next. */
        private int rows;
        private boolean exhausted;

        Part(Segment segment, Key bound, int wanted) {
            this.segment = segment;
            this.bound = bound;
            this.rows = search.windowed() ? widened(wanted) : wanted;
        }

        /** Reads the next keys of this segment and lowers its bound. */
        List<Key> advance(int wanted) {
            @Nullable
            Key floor = search.windowed() ? windowEnd() : null;
            List<Object> parameters = below();
            StringBuilder sql = new StringBuilder(BELOW);
            if (floor != null) {
                sql.append(" AND (event_timestamp, log_index) >= (?, ?)");
                parameters.add(Sql.timestamptz(floor.timestamp()));
                parameters.add(floor.logIndex());
            }
            sql.append(search.condition().sql()).append(NEWEST_FIRST).append("LIMIT ?");
            parameters.addAll(search.condition().parameters());
            parameters.add(wanted);
            List<Key> keys = search.walksTime()
                    ? IndexOrder.query(jdbc, sql.toString(), KEY, parameters.toArray())
                    : jdbc.query(sql.toString(), KEY, parameters.toArray());
            if (keys.size() == wanted) {
                bound = keys.getLast();
            } else if (floor != null) {
                bound = floor;
                rows = widened(rows);
            } else {
                exhausted = true;
            }
            return keys;
        }

        /** The key that closes a window of bounded size below the bound; null if all the rest fits into one. */
        private @Nullable Key windowEnd() {
            List<Object> parameters = below();
            Instant since = search.filter().since();
            String sql = BELOW;
            if (since != null) {
                sql += " AND event_timestamp >= ?";
                parameters.add(Sql.timestamptz(since));
            }
            parameters.add(rows - 1);
            List<Key> end = IndexOrder.query(
                    jdbc, sql + NEWEST_FIRST + "OFFSET ? LIMIT 1", KEY, parameters.toArray());
            return end.isEmpty() ? null : end.getFirst();
        }

        private int widened(int records) {
            return (int) Math.min(windowRows, (long) GROWTH * records);
        }

        private List<Object> below() {
            return new ArrayList<>(List.of(
                    segment.first(), segment.last(), Sql.timestamptz(bound.timestamp()), bound.logIndex()));
        }
    }
}
