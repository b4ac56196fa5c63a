package io.datastorage.ledger;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Entry;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Records and their entries by log index. Every statement stays in one segment if the caller's range does. A database
 * that cannot be asked gives a {@code DataAccessException}.
 */
public final class LogEntries {
    private final JdbcTemplate jdbc;
    private final LogReads reads;

    /**
     * A reader.
     *
     * @param dataSource connections of the application role
     */
    public LogEntries(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.reads = new LogReads(jdbc);
    }

    /** Number of records. */
    public long size() {
        return reads.size();
    }

    /** The records that there are at these log indexes, in log order. */
    public List<AuditRecord> records(long first, int count) {
        return jdbc.query("SELECT " + EventColumns.LIST + """
                 FROM audit_events
                WHERE log_index >= ? AND log_index < ?
                ORDER BY log_index
                """, (row, _) -> RecordMapper.map(row), first, first + count);
    }

    /**
     * Hands over the records that there are at these log indexes, in log order, each as it comes from the database: no
     * more than one is held here.
     *
     * @param end behind the last
     */
    public void forEach(long first, long end, Consumer<AuditRecord> reader) {
        ConnectionCallback<Boolean> copy = connection -> {
            copy(connection, first, end, reader);
            return true;
        };
        jdbc.execute(copy);
    }

    private static void copy(Connection connection, long first, long end, Consumer<AuditRecord> reader)
            throws SQLException {
        // COPY takes no parameters.
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY (SELECT " + EventColumns.LIST
                + " FROM audit_events WHERE log_index >= " + first + " AND log_index < " + end
                + " ORDER BY log_index) TO STDOUT (FORMAT binary)");
        try {
            boolean begun = false;
            for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
                ByteBuffer tuples = ByteBuffer.wrap(message);
                if (!begun) {
                    tuples.position(CopyRows.SIGNATURE.length + Integer.BYTES);
                    int extension = tuples.getInt();
                    tuples.position(tuples.position() + extension);
                    begun = true;
                }
                // The number of fields; -1 at the end.
                while (tuples.hasRemaining() && tuples.getShort() >= 0) {
                    reader.accept(CopiedRecord.read(tuples));
                }
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** The record at a log index. */
    public Optional<AuditRecord> record(long logIndex) {
        return records(logIndex, 1).stream().findFirst();
    }

    /** The record that says it has this event hash (32 bytes), wherever in the log it is. */
    public Optional<AuditRecord> byHash(byte[] eventHash) {
        for (Segment segment : reads.segments(0, reads.size() - 1)) {
            Optional<AuditRecord> found = jdbc.query("SELECT " + EventColumns.LIST + """
                     FROM audit_events
                    WHERE log_index >= ? AND log_index <= ? AND event_hash = ?
                    """,
                    (row, _) -> RecordMapper.map(row), segment.first(), segment.last(), eventHash)
                    .stream().findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * The entries at these log indexes, rebuilt from their records.
     *
     * @throws LogMismatchException if a record is missing or cannot be encoded
     */
    public List<byte[]> entries(long first, int count) {
        List<AuditRecord> records = records(first, count);
        if (records.size() != count) {
            throw new LogMismatchException("of the log indexes %d to %d only %d have a record"
                    .formatted(first, first + count - 1, records.size()));
        }
        return records.stream().map(LogEntries::entry).toList();
    }

    /**
     * The entry of a record, rebuilt from its columns.
     *
     * @throws LogMismatchException if they give none, which those of no record that was appended do
     */
    public static byte[] entry(AuditRecord record) {
        try {
            return Entry.of(record);
        } catch (RuntimeException e) {
            throw new LogMismatchException("record %d cannot be encoded".formatted(record.placement().logIndex()));
        }
    }
}
