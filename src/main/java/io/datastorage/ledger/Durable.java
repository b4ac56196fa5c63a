package io.datastorage.ledger;

import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

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
            requireNoWarning(statement);
        }
    }

    /**
     * Makes sure that a commit is durable.
     *
     * @param committed has committed, whatever else it did
     * @throws SQLException if there was a warning
     */
    static void requireNoWarning(Statement committed) throws SQLException {
        SQLWarning warning = committed.getWarnings();
        if (warning != null) {
            throw new SQLException("COMMIT was answered with a warning: " + warning.getMessage(),
                    warning.getSQLState());
        }
    }

    /**
     * Whether the server has said that the open transaction has failed: then it skipped the COMMIT that was in the same
     * message. After a COMMIT that it reached, whatever it answered, there is no open transaction; of a connection that
     * broke, the state is the one before.
     *
     * @param connection the driver's own: a pool's can be asked nothing once it broke
     */
    static boolean hasFailed(BaseConnection connection) {
        return connection.getTransactionState() == TransactionState.FAILED;
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
