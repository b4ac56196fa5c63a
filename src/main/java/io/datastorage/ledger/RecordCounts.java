package io.datastorage.ledger;

import org.springframework.jdbc.core.JdbcTemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Counts records by the primary key, to find log indexes without one. A count reads the index only, once the table was
 * vacuumed. A database that cannot be asked gives a {@code DataAccessException}.
 */
public final class RecordCounts {
    /** Keeps a statement short, however long a segment is. */
    private static final long RECORDS_AT_ONCE = 1 << 20;
    /** How far a statement reaches where no segment is known. */
    private static final long UNKNOWN_AT_ONCE = 1 << 16;

    private final JdbcTemplate jdbc;
    private final LogReads reads;

    /**
     * A reader.
     *
     * @param dataSource connections of the application role
     */
    public RecordCounts(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.reads = new LogReads(jdbc);
    }

    /** Log indexes of which some have no record: the first such, and how many of those up to {@code last} have none. */
    public record Gap(long first, long last, long missing) {}

    /** Where records are missing below a log size, oldest first. */
    public List<Gap> gaps(long size) {
        List<Gap> gaps = new ArrayList<>();
        List<Segment> segments = reads.segments(0, size - 1);
        int at = 0;
        long next = 0;
        while (next < size) {
            while (at < segments.size() && segments.get(at).last() < next) {
                at++;
            }
            long last = at < segments.size() && segments.get(at).first() <= next
                    ? Math.min(segments.get(at).last(), next + RECORDS_AT_ONCE - 1)
                    : Math.min(at < segments.size() ? segments.get(at).first() - 1 : Long.MAX_VALUE,
                            next + UNKNOWN_AT_ONCE - 1);
            last = Math.min(last, size - 1);
            long missing = missing(next, last);
            if (missing > 0) {
                gaps.add(new Gap(firstMissing(next, last), last, missing));
            }
            next = last + 1;
        }
        return gaps;
    }

    private long firstMissing(long first, long last) {
        long from = first;
        long until = last;
        while (from < until) {
            long middle = from + (until - from) / 2;
            if (missing(from, middle) > 0) {
                until = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    private long missing(long first, long last) {
        return last - first + 1 - Objects.requireNonNull(jdbc.queryForObject(
                "SELECT count(*) FROM audit_events WHERE log_index >= ? AND log_index <= ?", Long.class, first,
                last));
    }
}
