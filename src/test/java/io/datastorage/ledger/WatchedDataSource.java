package io.datastorage.ledger;

import io.datastorage.Proxies;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/**
 * Connections that note every statement, and how many locks on relations its transaction holds when it has run; or
 * before it runs, if it ends the transaction.
 */
final class WatchedDataSource extends DelegatingDataSource {
    private static final String LOCKS = """
            SELECT count(*)
              FROM pg_locks
             WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384
            """;

    private final Collection<Seen> seen = new ConcurrentLinkedQueue<>();

    WatchedDataSource(DataSource dataSource) {
        super(dataSource);
    }

    /** A statement, and the locks on relations that are not PostgreSQL's own. */
    record Seen(String sql, long locks) {}

    Collection<Seen> seen() {
        return seen;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return Proxies.of(Connection.class, (_, method, given) -> switch (method.invoke(connection, given)) {
            case PreparedStatement statement ->
                Proxies.of(PreparedStatement.class, watched(statement, String.valueOf(given[0])));
            case Statement statement -> Proxies.of(Statement.class, watched(statement, null));
            case null -> null;
            case Object other -> other;
        });
    }

    private InvocationHandler watched(Statement statement, @Nullable String prepared) {
        return (_, method, given) -> method.getName().startsWith("execute")
                ? execute(statement, prepared == null ? String.valueOf(given[0]) : prepared, method, given)
                : method.invoke(statement, given);
    }

    /** A statement's locks are held to the end of its transaction, so outside of one it is given one. */
    private @Nullable Object execute(Statement statement, String sql, Method method,
            @Nullable Object @Nullable [] given)
            throws SQLException, InvocationTargetException, IllegalAccessException {
        Connection connection = statement.getConnection();
        boolean alone = connection.getAutoCommit();
        if (alone) {
            connection.setAutoCommit(false);
        }
        try {
            boolean commits = sql.strip().endsWith("COMMIT");
            if (commits) {
                note(connection, sql);
            }
            Object result = method.invoke(statement, given);
            if (!commits) {
                note(connection, sql);
            }
            return result;
        } finally {
            if (alone) {
                connection.setAutoCommit(true);
            }
        }
    }

    private void note(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(LOCKS)) {
            row.next();
            seen.add(new Seen(sql, row.getLong(1)));
        }
    }
}
