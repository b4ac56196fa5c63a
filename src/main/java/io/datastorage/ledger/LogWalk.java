package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.ArrayList;
import java.util.List;

/** Walks the matches of a search in the order of the log, and counts them. */
final class LogWalk {
    private final JdbcTemplate jdbc;
    private final Search search;
    private final Budget budget;
    private final int windowRows;

    LogWalk(JdbcTemplate jdbc, Search search, Budget budget, int windowRows) {
        this.jdbc = jdbc;
        this.search = search;
        this.budget = budget;
        this.windowRows = windowRows;
    }

    /**
     * What a walk found.
     *
     * @param logIndexes ascending
     * @param rest the first log index that was not looked at, when the budget ended the walk; null otherwise
     */
    record Found(List<Long> logIndexes, @Nullable Long rest) {}

    /**
     * Finds the first matches.
     *
     * @param wanted how many at the most
     */
    Found find(int wanted) {
        List<Long> found = new ArrayList<>();
        for (Segment segment : search.segments()) {
            long next = segment.first();
            while (next <= segment.last()) {
                if (found.size() == wanted) {
                    return new Found(found, null);
                }
                if (!budget.allows(search.windowed() ? windowRows : wanted)) {
                    return new Found(found, next);
                }
                // By time alone, no index leads to the next match in the order of the log.
                long end = end(segment, next, search.windowed() || search.condition().onTimeOnly());
                List<Long> matches = jdbc.query("""
                        SELECT log_index
                          FROM audit_events
                         WHERE log_index >= ? AND log_index <= ?
                        """ + search.condition().sql() + " ORDER BY log_index LIMIT ?",
                        (row, _) -> row.getLong(1), parameters(next, end, wanted - found.size()));
                found.addAll(matches);
                next = end + 1;
            }
        }
        return new Found(found, null);
    }

    /**
     * How many matches there are.
     *
     * @param count as many as were found
     * @param exact whether they are all
     */
    record Count(long count, boolean exact) {}

    /** Counts the matches, up to a ceiling. */
    Count count(int ceiling) {
        long count = 0;
        for (Segment segment : search.segments()) {
            for (long next = segment.first(); next <= segment.last();) {
                if (!budget.allows(windowRows)) {
                    return new Count(count, false);
                }
                long end = end(segment, next, search.windowed());
                Long more = jdbc.queryForObject("""
                        SELECT count(*)
                          FROM (SELECT
                                  FROM audit_events
                                 WHERE log_index >= ? AND log_index <= ?
                        """ + search.condition().sql() + " LIMIT ?) AS matches",
                        Long.class, parameters(next, end, ceiling + 1 - count));
                count += more == null ? 0 : more;
                if (count > ceiling) {
                    return new Count(ceiling, false);
                }
                next = end + 1;
            }
        }
        return new Count(count, true);
    }

    private long end(Segment segment, long next, boolean windowed) {
        return windowed ? Math.min(segment.last(), next + windowRows - 1) : segment.last();
    }

    private Object[] parameters(long first, long last, long limit) {
        List<Object> parameters = new ArrayList<>(List.of(first, last));
        parameters.addAll(search.condition().parameters());
        parameters.add(limit);
        return parameters.toArray();
    }
}
