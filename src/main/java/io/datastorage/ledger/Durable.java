package io.datastorage.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;

/** Commits that are known to be durable, or are not taken for it. */
final class Durable {
    /**
     * What a transaction must set before {@link #commit} can be trusted, whatever an administrator has set for the role:
     * to wait for the disk and the standbys, and to be told when that wait was cut short.
     */
    static final String SETTINGS = "SET LOCAL synchronous_commit = on; SET LOCAL client_min_messages = warning";

    private Durable() {}

    /**
     * Commits the open transaction, in which {@link #SETTINGS} are in force.
     *
     * @throws SQLException if the commit failed, or went through with a warning: PostgreSQL warns when the wait for a
     *     synchronous standby was cancelled, and then a failover may still lose the transaction
     */
    static void commit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
            SQLWarning warning = statement.getWarnings();
            if (warning != null) {
                throw new SQLException("COMMIT was answered with a warning: " + warning.getMessage(),
                        warning.getSQLState());
            }
        }
    }

    /**
     * Writes to the transaction log, so that the commit of this transaction must wait for the disk and for synchronous
     * standbys, and with it for everything that was committed before.
     */
    static void writeSomething(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_logical_emit_message(true, 'datastorage', '')");
        }
    }

    /** Makes sure that everything this database has shown so far is durable. */
    static void barrier(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SETTINGS);
        }
        writeSomething(connection);
        commit(connection);
    }
}
