package io.datastorage.ledger;

import io.datastorage.Proxies;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Connections that note every statement, and how many locks on relations its transaction holds when it has run. */
final class WatchedDataSource implements DataSource {
    private static final String LOCKS = """
            SELECT count(*)
              FROM pg_locks
             WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384
            """;

    private final DataSource dataSource;
    private final Collection<Seen> seen = new ConcurrentLinkedQueue<>();

    WatchedDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A statement, and the locks on relations that are not PostgreSQL's own. */
    record Seen(String sql, long locks) {}

    Collection<Seen> seen() {
        return seen;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        return proxy(Connection.class, connection, (method, arguments, result) -> switch (result) {
            case PreparedStatement statement -> proxy(PreparedStatement.class, statement,
                    watch(connection, String.valueOf(arguments[0])));
            case Statement statement -> proxy(Statement.class, statement, watch(connection, null));
            case null, default -> result;
        }, null);
    }

    private Wrapping watch(Connection connection, @Nullable String prepared) {
        return (method, arguments, result) -> {
            if (method.getName().startsWith("execute")) {
                note(connection, prepared != null ? prepared : String.valueOf(arguments[0]));
            }
            return result;
        };
    }

    private void note(Connection connection, String sql) throws SQLException {
        if (sql.equals("COMMIT")) {
            return;
        }
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(LOCKS)) {
            row.next();
            seen.add(new Seen(sql, row.getLong(1)));
        }
    }

    private interface Wrapping {
        @Nullable
        Object wrap(Method method, @Nullable Object[] arguments, @Nullable Object result)
                throws SQLException;
    }

    private <T> T proxy(Class<T> type, T target, Wrapping wrapping) {
        return proxy(type, target, wrapping, target instanceof Statement statement ? statement : null);
    }

    /** A statement's locks are held to the end of its transaction, so outside of one it is given one. */
    private <T> T proxy(Class<T> type, T target, Wrapping wrapping, @Nullable Statement statement) {
        return Proxies.of(type, (_, method, arguments) -> {
            Object[] given = arguments == null ? new Object[0] : arguments;
            Connection alone = statement != null && method.getName().startsWith("execute")
                    && statement.getConnection().getAutoCommit() ? statement.getConnection() : null;
            if (alone != null) {
                alone.setAutoCommit(false);
            }
            try {
                return wrapping.wrap(method, given, method.invoke(target, given));
            } finally {
                if (alone != null) {
                    alone.setAutoCommit(true);
                }
            }
        });
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLException("connections come with their user");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        dataSource.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return dataSource.isWrapperFor(type);
    }
}
