package io.datastorage.schema;

import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Says from time to time how far a concurrent index build is and whom it waits for: it has no timeout, and an old
 * transaction that nobody thinks of can hold it up for hours.
 */
final class IndexWatchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexWatchdog.class);
    private static final String PROGRESS = """
            SELECT format('%s, %s of %s blocks', p.phase, p.blocks_done, p.blocks_total)
                || coalesce(', waits for ' || string_agg(
                       format('pid %s (%s, %s, transaction since %s)', a.pid, a.usename, a.application_name,
                           coalesce(a.xact_start::text, 'unknown')), ' and '), '')
            FROM pg_stat_progress_create_index AS p
            LEFT JOIN pg_stat_activity AS a
                ON a.pid = ANY (pg_blocking_pids(p.pid)) OR a.pid = nullif(p.current_locker_pid, 0)
            WHERE p.pid = ?
            GROUP BY p.phase, p.blocks_done, p.blocks_total
            """;

    private final Thread thread;

    private IndexWatchdog(Thread thread) {
        this.thread = thread;
    }

    /** Watches what the connection is about to do, until closed. */
    static IndexWatchdog watch(OwnerDatabase database, Connection builder, String index, Duration interval)
            throws SQLException {
        int pid = builder.unwrap(PGConnection.class).getBackendPID();
        return new IndexWatchdog(Thread.ofVirtual()
                .name("index-watchdog")
                .start(() -> {
                    try {
                        while (true) {
                            Thread.sleep(interval);
                            report(database, pid, index);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
    }

    private static void report(OwnerDatabase database, int pid, String index) {
        try (Connection connection = database.open();
                PreparedStatement statement = connection.prepareStatement(PROGRESS)) {
            statement.setInt(1, pid);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    LOG.info("Building index {}: {}", index, row.getString(1));
                }
            }
        } catch (SQLException e) {
            LOG.warn("Building index {}: its progress cannot be read: {}", index, e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
