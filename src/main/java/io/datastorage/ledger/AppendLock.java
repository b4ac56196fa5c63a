package io.datastorage.ledger;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The lock that makes appenders take turns: a transaction-level advisory lock keyed by the oid of {@code log_states},
 * so that every log in a database has its own.
 */
final class AppendLock {
    /** SQLSTATE of a lock that was not got within {@code lock_timeout}. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /**
     * A backend that holds the lock and has begun no statement for as long as the wait was is taken for frozen: its
     * client sends nothing more. One that waits for anything but its client (a lock, the disk, its standby) or works
     * is not at fault.
     */
    private static final String TERMINATE_FROZEN_HOLDER = """
            SELECT holder.pid,
                   extract(epoch FROM frozen.at - clock_timestamp()) * 1000,
                   CASE WHEN frozen.at <= clock_timestamp() THEN pg_terminate_backend(holder.pid) ELSE false END
              FROM pg_locks AS held
              JOIN pg_stat_activity AS holder ON holder.pid = held.pid
             CROSS JOIN LATERAL (SELECT greatest(holder.query_start, holder.state_change)
                                        + make_interval(secs => ?)) AS frozen (at)
             WHERE held.locktype = 'advisory'
               AND held.granted
               AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND held.classid = 0
               AND held.objid = 'log_states'::regclass::oid
               AND held.objsubid = 1
               AND holder.usename = current_user
               AND holder.pid <> pg_backend_pid()
               AND holder.wait_event_type = 'Client'
            """;

    /** What is left of a wait is never nothing, which would mean for ever to PostgreSQL. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    /**
     * The backend that holds the lock, if it may be terminated.
     *
     * @param pid its process id, 0 if there is none
     * @param terminated whether it was
     * @param patience how long the lock is to be waited for before the next look
     */
    record Holder(int pid, boolean terminated, Duration patience) {}

    private AppendLock() {}

    /**
     * What is read as soon as the lock is there.
     *
     * @param earlier the earlier requests with the identities that were asked for, by {@link Replays#key}
     */
    record Taken(LogTables.Now now, Map<ByteBuffer, Replays.Earlier> earlier) {}

    /** As below, without any identities. */
    static LogTables.Now take(Connection connection, Duration wait) throws SQLException {
        return take(connection, wait, Duration.ZERO, List.of()).now();
    }

    /**
     * Opens a transaction, waits for the lock, and reads the log as it is from then on.
     *
     * <p>The lock is a statement of its own and the isolation READ COMMITTED, whatever the server's default: a
     * statement that locks and reads, or a snapshot taken before the wait, would read the log as it was before it. The
     * statements are one message, but each has a snapshot of its own.
     *
     * @param window how long ago earlier requests may be
     * @throws AppendLockTimeoutException if another transaction held the lock for longer than {@code wait}
     * @throws LogMismatchException if the newest state is not one that an append wrote
     */
    static Taken take(Connection connection, Duration wait, Duration window, List<RequestIdentity> identities)
            throws SQLException {
        connection.setAutoCommit(false);
        // What follows under the lock may wait for a lock on a table, however long the wait for this one was.
        try (PreparedStatement statement = connection.prepareStatement("""
                SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
                %s;
                SET LOCAL statement_timeout = 0;
                SET LOCAL lock_timeout = %d;
                SELECT pg_advisory_xact_lock('log_states'::regclass::oid::bigint);
                SET LOCAL lock_timeout = '2s';
                %s;
                %s
                """.formatted(Durable.SETTINGS, wait.toMillis(), LogTables.NOW, Replays.FIND))) {
            Replays.ask(statement, window, identities);
            List<ResultSet> results = new ArrayList<>();
            for (boolean isRows = statement.execute(); isRows || statement.getUpdateCount() >= 0;) {
                if (isRows) {
                    results.add(statement.getResultSet());
                }
                isRows = statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
            }
            return new Taken(LogTables.now(results.get(1)), Replays.found(results.get(2)));
        } catch (SQLException e) {
            throw LOCK_NOT_AVAILABLE.equals(e.getSQLState()) ? new AppendLockTimeoutException(e) : e;
        }
    }

    /**
     * Terminates the backend that holds the lock if its client is frozen. If that cannot be told yet, because it fell
     * silent while it was waited for, only the rest of its time is to be waited.
     *
     * @param wait for how long it must have been silent
     */
    static Holder terminateFrozenHolder(Connection connection, Duration wait) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement statement = connection.prepareStatement(TERMINATE_FROZEN_HOLDER)) {
            statement.setDouble(1, wait.toMillis() / 1000.0);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Holder(0, false, wait);
                }
                if (row.getBoolean(3)) {
                    return new Holder(row.getInt(1), true, wait);
                }
                Duration left = Duration.ofMillis(row.getLong(2));
                return new Holder(row.getInt(1), false, left.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : left);
            }
        }
    }
}
