package io.datastorage.ledger;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/**
 * Connections that note every statement, and how many locks on relations its transaction holds when it has run; or
 * before it runs, if it ends the transaction. A statement's locks are held to the end of its transaction, so there
 * always is one.
 */
final class WatchedDataSource extends DelegatingDataSource implements InterceptedDataSource.Interceptor {
    private static final String LOCKS = """
            SELECT count(*)
              FROM pg_locks
             WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384
            """;

    private final Collection<Seen> seen = new ConcurrentLinkedQueue<>();

    WatchedDataSource(DataSource dataSource) {
        setTargetDataSource(new InterceptedDataSource(dataSource, this));
    }

    /** A statement, and the locks on relations that are not PostgreSQL's own. */
    record Seen(String sql, long locks) {}

    Collection<Seen> seen() {
        return seen;
    }

    @Override
    public void before(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        if (InterceptedDataSource.commits(sql)) {
            note(connection, sql);
        }
    }

    @Override
    public void after(Connection connection, String sql) throws SQLException {
        if (!InterceptedDataSource.commits(sql)) {
            note(connection, sql);
        }
    }

    private void note(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(LOCKS)) {
            row.next();
            seen.add(new Seen(sql, row.getLong(1)));
        }
    }
}
