package io.datastorage.ledger;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Connections that break at a commit: either before the server has it, or after the server has carried it out. */
final class FaultyDataSource extends DelegatingDataSource implements InterceptedDataSource.Interceptor {
    private final AtomicInteger before = new AtomicInteger();
    private final AtomicInteger after = new AtomicInteger();

    FaultyDataSource(DataSource dataSource) {
        setTargetDataSource(new InterceptedDataSource(dataSource, this));
    }

    /** The next commits fail and are not stored. */
    void failBeforeCommit(int times) {
        before.set(times);
    }

    /** The next commits fail although they are stored. */
    void failAfterCommit(int times) {
        after.set(times);
    }

    @Override
    public void before(Connection connection, String sql) throws SQLException {
        breakAt(before, "cut before the commit", connection, sql);
    }

    @Override
    public void after(Connection connection, String sql) throws SQLException {
        breakAt(after, "cut after the commit", connection, sql);
    }

    private static void breakAt(AtomicInteger left, String message, Connection connection, String sql)
            throws SQLException {
        if (InterceptedDataSource.commits(sql) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            connection.close();
            throw new SQLException(message, "08006");
        }
    }
}
