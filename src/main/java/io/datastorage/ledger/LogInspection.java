package io.datastorage.ledger;

import io.datastorage.event.AuditRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * What only somebody asks who checks the log: the tables beside the records, and rows that should not be there. Every
 * statement is short. A database that cannot be asked gives a {@code DataAccessException}.
 */
public final class LogInspection {
    private final JdbcTemplate jdbc;
    private final LogReads reads;

    /**
     * A reader.
     *
     * @param dataSource connections of the application role
     */
    public LogInspection(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.reads = new LogReads(jdbc);
    }

    /** A full tile that is stored: its level and its index within the level. */
    public record TilePlace(int level, long index) {}

    /** A stored checkpoint and its place in the order of release. */
    public record Released(int epoch, long size, long revision, String note) {}

    /** The log indexes from {@code first} to {@code last} that searches leave out, ascending. */
    public List<Long> internalEvents(long first, long last) {
        return InternalEvents.between(jdbc, first, last);
    }

    /** All segments, oldest first. */
    public List<Segment> segments() {
        return ask(connection -> Segments.read(connection, 0, Long.MAX_VALUE));
    }

    /**
     * The first log index of a segment whose bounds are not those of a partition, or the other way round. Read in one
     * statement, since they are made in one transaction.
     */
    public OptionalLong strayBounds() {
        return jdbc.query("""
                SELECT coalesce(s.first_index, p.bounds[1]::bigint)
                  FROM log_segments AS s
                  FULL JOIN (SELECT regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                                 'FROM [(]''(-?[0-9]+)''[)] TO [(]''(-?[0-9]+)''[)]') AS bounds
                               FROM pg_inherits AS i
                               JOIN pg_class AS c ON c.oid = i.inhrelid
                              WHERE i.inhparent = 'audit_events'::regclass) AS p
                    ON s.first_index = p.bounds[1]::bigint AND s.last_index = p.bounds[2]::bigint - 1
                 WHERE s.first_index IS NULL OR p.bounds IS NULL
                 ORDER BY 1
                 LIMIT 1
                """, (row, _) -> row.getLong(1)).stream().mapToLong(Long::longValue).findFirst();
    }

    /** The segments that overlap these log indexes, oldest first. */
    public List<Segment> segments(long first, long last) {
        return reads.segments(first, last);
    }

    /** The newest head of each of these chains that has one, by correlation id. */
    public Map<String, ChainHead> heads(Collection<String> correlationIds) {
        return ask(connection -> LogTables.heads(connection, correlationIds));
    }

    /**
     * Heads, superseded ones included, in the order of chains and numbers.
     *
     * @param after null to begin with the first
     * @param limit how many at most
     */
    public List<ChainHead> headsAfter(@Nullable ChainHead after, int limit) {
        return jdbc.query("""
                SELECT correlation_id, chain_seq, log_index, first_log_index, event_hash
                  FROM chain_heads
                 WHERE (correlation_id, chain_seq) > (?, ?)
                 ORDER BY correlation_id, chain_seq
                 LIMIT ?
                """,
                (row, _) -> new ChainHead(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4),
                        row.getBytes(5)),
                after == null ? "" : after.correlationId(), after == null ? -1 : after.chainSeq(), limit);
    }

    /** A record's place in its chain and its event hash, 32 bytes, as its columns say. */
    public record ChainPlace(String correlationId, long chainSeq, byte[] eventHash) {}

    /** The places of the records at these log indexes, by log index; one statement for each segment that has some. */
    public Map<Long, ChainPlace> chainPlaces(Collection<Long> logIndexes) {
        Map<Long, ChainPlace> found = new HashMap<>();
        TreeSet<Long> wanted = new TreeSet<>(logIndexes);
        if (wanted.isEmpty()) {
            return found;
        }
        for (Segment segment : reads.segments(wanted.first(), wanted.last())) {
            SortedSet<Long> inSegment = wanted.subSet(segment.first(), true, segment.last(), true);
            if (!inSegment.isEmpty()) {
                jdbc.query("""
                        SELECT log_index, correlation_id, chain_seq, event_hash
                          FROM audit_events
                         WHERE log_index >= ? AND log_index <= ? AND log_index = ANY (?)
                        """,
                        row -> {
                            found.put(row.getLong(1),
                                    new ChainPlace(row.getString(2), row.getLong(3), row.getBytes(4)));
                        },
                        segment.first(), segment.last(), inSegment.stream().mapToLong(Long::longValue).toArray());
            }
        }
        return found;
    }

    /** The newest record of a chain before a log index, looked for segment by segment. */
    public Optional<AuditRecord> before(String correlationId, long logIndex) {
        for (Segment segment : reads.segments(0, logIndex - 1).reversed()) {
            List<AuditRecord> found = jdbc.query("SELECT " + EventColumns.LIST + """
                     FROM audit_events
                    WHERE log_index >= ? AND log_index < ? AND correlation_id = ?
                    ORDER BY log_index DESC
                    LIMIT 1
                    """, (row, _) -> RecordMapper.map(row), segment.first(), Math.min(logIndex, segment.last() + 1),
                    correlationId);
            if (!found.isEmpty()) {
                return Optional.of(found.getFirst());
            }
        }
        return Optional.empty();
    }

    /** A log index at or beyond the log's size that has a record all the same. */
    public OptionalLong surplusRecord() {
        long size = reads.size();
        for (Segment segment : reads.segments(size, Long.MAX_VALUE)) {
            Long first = jdbc.queryForObject("""
                    SELECT min(log_index) FROM audit_events WHERE log_index >= ? AND log_index <= ?
                    """, Long.class, Math.max(size, segment.first()), segment.last());
            // The log may have grown since its size was read.
            if (first != null && first >= reads.size()) {
                return OptionalLong.of(first);
            }
        }
        return OptionalLong.empty();
    }

    /** The last stored tile of each level that has any. */
    public List<TilePlace> lastTiles() {
        return jdbc.query("""
                SELECT level, last.tile_index
                  FROM generate_series(-1, 63) AS level
                 CROSS JOIN LATERAL (SELECT tile_index
                                       FROM log_tiles
                                      WHERE log_tiles.level = level.level
                                      ORDER BY tile_index DESC
                                      LIMIT 1) AS last
                """, (row, _) -> new TilePlace(row.getInt(1), row.getLong(2)));
    }

    /**
     * Stored checkpoints in the order of their release.
     *
     * @param after null to begin with the first
     * @param limit how many at most
     */
    public List<Released> checkpointsAfter(@Nullable Released after, int limit) {
        return jdbc.query("""
                SELECT epoch, size, revision, note
                  FROM log_checkpoints
                 WHERE (epoch, size, revision) > (?, ?, ?)
                 ORDER BY epoch, size, revision
                 LIMIT ?
                """, (row, _) -> new Released(row.getInt(1), row.getLong(2), row.getLong(3), row.getString(4)),
                after == null ? -1 : after.epoch(), after == null ? -1 : after.size(),
                after == null ? -1 : after.revision(), limit);
    }

    private <T> T ask(ConnectionCallback<T> question) {
        return Objects.requireNonNull(jdbc.execute(question));
    }
}
