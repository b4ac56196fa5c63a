package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * Turns of instances that do the same work in the background, so that together they load the database as one would. A
 * session's advisory lock, polled for, on a connection of its own outside of any transaction; it ends with its session.
 * Not safe for threads.
 */
public final class Turns implements AutoCloseable {
    private static final int POLL_MILLIS = 50;
    private static final String KEY = "'chain_heads'::regclass::oid::bigint";

    private final DataSource dataSource;
    private @Nullable Connection connection;

    /**
     * No turn yet.
     *
     * @param dataSource connections of the application role
     */
    public Turns(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Waits for the turn. */
    public void await() throws SQLException, InterruptedException {
        while (!ask("SELECT pg_try_advisory_lock(" + KEY + ")")) {
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, POLL_MILLIS)));
        }
    }

    /** Ends the turn; gives others the time to see that. */
    public void end() throws SQLException, InterruptedException {
        ask("SELECT pg_advisory_unlock(" + KEY + ")");
        Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, POLL_MILLIS)));
    }

    /** Gives the connection back, and with it the turn. */
    @Override
    public void close() {
        if (connection != null) {
            try (Connection open = connection; Statement statement = open.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock_all()");
            } catch (SQLException e) {
                // The session is gone, and its locks with it.
            }
            connection = null;
        }
    }

    private boolean ask(String question) throws SQLException {
        if (connection == null) {
            connection = dataSource.getConnection();
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            close();
            throw e;
        }
    }
}
