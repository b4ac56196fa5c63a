package io.datastorage.ledger;

import io.datastorage.event.AuditRecord;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Reads chains for verification. A database that cannot be asked gives a {@code DataAccessException}. */
public final class ChainReader {
    private static final int ROWS_AT_ONCE = 500;

    private final JdbcTemplate jdbc;
    private final LogReads reads;

    /**
     * A reader.
     *
     * @param dataSource connections of the application role
     */
    public ChainReader(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.reads = new LogReads(jdbc);
    }

    /** The newest record of a chain, as {@code chain_heads} has it. */
    public Optional<ChainHead> head(String correlationId) {
        return reads.head(correlationId);
    }

    /**
     * Reads every record of a correlation in the whole log, in log order, a few at a time: also those that the chain's
     * head knows nothing of.
     */
    public void forEach(String correlationId, Consumer<AuditRecord> reader) {
        for (Segment segment : reads.segments(0, reads.size() - 1)) {
            long next = segment.first();
            List<AuditRecord> some;
            do {
                some = jdbc.query("SELECT " + EventColumns.LIST + """
                         FROM audit_events
                        WHERE log_index >= ? AND log_index <= ? AND correlation_id = ?
                        ORDER BY log_index
                        LIMIT ?
                        """,
                        (row, _) -> RecordMapper.map(row), next, segment.last(), correlationId, ROWS_AT_ONCE);
                some.forEach(reader);
                next = some.isEmpty() ? next : some.getLast().placement().logIndex() + 1;
            } while (some.size() == ROWS_AT_ONCE);
        }
    }
}
