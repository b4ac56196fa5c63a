package io.datastorage.schema;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Lets one instance at a time migrate a schema. Whoever holds it migrates on the session that holds it: when that
 * session dies, the lock and the migration end together, and when the process dies inside a statement, the next one
 * waits until the server has ended it.
 *
 * <p>It is polled for: a session that waits for a lock inside a statement has a snapshot, which a concurrent index build
 * of the holder would wait for.
 */
final class MigrationLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationLock.class);
    /** The first half of the advisory lock's key, "dsmg" in ASCII; the second is the oid of the schema. */
    private static final int KEY = 0x64736d67;

    private final Connection connection;

    private MigrationLock(Connection connection) {
        this.connection = connection;
    }

    static MigrationLock acquire(OwnerDatabase database, Duration interval) throws SQLException, InterruptedException {
        Connection connection = database.open();
        try {
            boolean said = false;
            while (!tryLock(connection)) {
                if (!said) {
                    LOG.info("Another instance migrates this schema; waiting");
                    said = true;
                }
                Thread.sleep(interval);
            }
        } catch (SQLException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return new MigrationLock(connection);
    }

    /** The session that holds the lock, in autocommit mode. */
    Connection connection() {
        return connection;
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_try_advisory_lock(" + KEY
                                + ", quote_ident(current_schema())::regnamespace::oid::int)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /**
     * Releases Liquibase's own lock, a committed row that a killed process leaves behind. Whoever holds this lock knows
     * that nobody else migrates.
     */
    void clearStaleChangelogLock() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('databasechangeloglock') IS NOT NULL")) {
            if (row.next() && row.getBoolean(1)) {
                int cleared = statement.executeUpdate("""
                        UPDATE databasechangeloglock
                        SET locked = false, lockgranted = NULL, lockedby = NULL
                        WHERE locked""");
                if (cleared > 0) {
                    LOG.warn("Released the changelog lock of a migration that was killed");
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
