package io.datastorage.schema;

import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The database as its owner sees it.
 *
 * <p>Connections go to the server itself: a pooler in transaction mode would lose their session's settings and locks.
 */
final class OwnerDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerDatabase.class);

    private final String url;
    private final String user;
    private final String password;
    private final List<Connection> open = new CopyOnWriteArrayList<>();

    OwnerDatabase(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    String user() {
        return user;
    }

    /**
     * A new connection in autocommit mode.
     *
     * <p>Its search path is the schema of the log and, last, the temporary one: what a SECURITY DEFINER function needs
     * (PostgreSQL manual, CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely"), and what functions made on it
     * keep by {@code SET search_path FROM CURRENT}. No timeout that the server or a role sets by default ends it.
     * The server notices within a minute or so that this machine is gone, and gives up the session's locks.
     */
    Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "datastorage-schema");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("cancelSignalTimeout", "1");
        open.removeIf(OwnerDatabase::isClosed);
        if (Driver.parseURL(url, null) == null) {
            // What the driver manager would say has the URL in it, and a URL may have a password in it.
            throw new SchemaException("The URL of the database is not one of PostgreSQL's: set spring.liquibase.url or "
                    + "spring.datasource.url to jdbc:postgresql://host:5432/database.");
        }
        Connection connection = DriverManager.getConnection(url, properties);
        try {
            prepare(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        open.add(connection);
        return connection;
    }

    /** The same for one who only looks: the server refuses whatever would change something. */
    Connection openReadOnly() throws SQLException {
        Connection connection = open();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = on; SET statement_timeout = '30s'");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    SET statement_timeout = 0;
                    SET lock_timeout = 0;
                    SET idle_in_transaction_session_timeout = 0;
                    SET idle_session_timeout = 0;
                    SET tcp_keepalives_idle = 30;
                    SET tcp_keepalives_interval = 10;
                    SET tcp_keepalives_count = 3;
                    SET tcp_user_timeout = '60s';
                    SET default_transaction_isolation = 'read committed';
                    SET synchronous_commit = on""");
            try (ResultSet row = statement.executeQuery(
                    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', false)")) {
                row.next();
                if (row.getString(1) == null) {
                    throw new SchemaException(("Role \"%s\" has no schema to create the tables in: none of its search "
                            + "path exists. Create one, or name one with currentSchema in the URL.").formatted(user));
                }
            }
        }
    }

    /** Ends whatever runs on the open connections, so that their thread comes back. */
    void cancel() {
        for (Connection connection : open) {
            try {
                if (!connection.isClosed()) {
                    connection.unwrap(PGConnection.class).cancelQuery();
                }
            } catch (SQLException e) {
                LOG.debug("Nothing to cancel", e);
            }
        }
    }

    /** Closes the open connections without a word to the server, which may stand still. */
    void abort() {
        for (Connection connection : open) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("Cannot be aborted", e);
            }
        }
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
