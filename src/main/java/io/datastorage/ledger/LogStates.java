package io.datastorage.ledger;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.Objects;
import javax.sql.DataSource;

/** Reads how long the log is. A database that cannot be asked gives a {@code DataAccessException}. */
public final class LogStates {
    private final JdbcTemplate jdbc;

    /**
     * A reader.
     *
     * @param dataSource connections of the application role
     */
    public LogStates(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * The log, and where it was read.
     *
     * @param server differs for every start of every database server, and for a copy of the log on the same one
     */
    public record Seen(LogSnapshot log, String server) {}

    /**
     * The newest state.
     *
     * @throws LogMismatchException if it is not one that an append wrote
     */
    public LogSnapshot newest() {
        return seen().log();
    }

    /**
     * The newest state, and where it was read.
     *
     * @throws LogMismatchException if it is not one that an append wrote
     */
    public Seen seen() {
        return ask(connection -> {
            LogTables.Now now = LogTables.now(connection);
            return new Seen(new LogSnapshot(now.state().size(), now.state().root()), now.server());
        });
    }

    /**
     * Returns when everything that this database has shown so far outlives a failover: after a synchronous commit of
     * its own that went through without a warning.
     */
    public void awaitDurable() {
        ask(connection -> {
            Durable.barrier(connection);
            connection.setAutoCommit(true);
            return true;
        });
    }

    private <T> T ask(ConnectionCallback<T> question) {
        return Objects.requireNonNull(jdbc.execute(question));
    }
}
