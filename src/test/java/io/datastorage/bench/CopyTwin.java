package io.datastorage.bench;

import io.datastorage.TestDatabase;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Copies the records of a log, in order, to the same table of another database: {@code COPY BINARY} and nothing else. */
final class CopyTwin {
    private final TestDatabase from;
    private final TestDatabase to;
    private long copied;

    CopyTwin(TestDatabase from, TestDatabase to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Copies all records but the last, so that both tables and their indexes are equally large and what follows goes into
     * equally full segments.
     *
     * @param but so many, and fewer than 1,000 more
     */
    void catchUp(Bench bench, int but) throws SQLException, IOException {
        long end = Databases.size(from) - but;
        for (int part = 100_000; part >= 1_000; part /= 10) {
            while (copied + part <= end) {
                copy(part, 1_000);
                bench.progress("%,d of %,d records are in the other table, too".formatted(copied, end));
            }
        }
    }

    /** How many were copied. */
    long copied() {
        return copied;
    }

    /**
     * Copies the next records by one connection; they are read before the clock starts.
     *
     * @param perTransaction so many a transaction
     * @return records a second
     */
    double copy(int records, int perTransaction) throws SQLException, IOException {
        List<byte[]> chunks = new ArrayList<>();
        try (Connection connection = from.superuser().getConnection()) {
            for (long row = copied; row < copied + records; row += perTransaction) {
                var bytes = new ByteArrayOutputStream();
                long rows = copyManager(connection).copyOut("""
                        COPY (SELECT * FROM audit_events WHERE log_index >= %d AND log_index < %d ORDER BY log_index)
                        TO STDOUT (FORMAT binary)""".formatted(row, row + perTransaction), bytes);
                if (rows != perTransaction) {
                    throw new IllegalStateException("there are %d records from %d on".formatted(rows, row));
                }
                chunks.add(bytes.toByteArray());
            }
        }
        copied += records;
        try (Connection connection = to.application().getConnection()) {
            connection.setAutoCommit(false);
            long began = System.nanoTime();
            for (byte[] chunk : chunks) {
                copyManager(connection).copyIn("COPY audit_events FROM STDIN (FORMAT binary)",
                        new ByteArrayInputStream(chunk));
                connection.commit();
            }
            return records * 1e9 / (System.nanoTime() - began);
        }
    }

    private static CopyManager copyManager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }
}
