package io.datastorage.ledger;

import io.datastorage.Proxies;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Connections that break at a commit: either before the server has it, or after the server has carried it out. */
final class FaultyDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient DataSource dataSource;
    private final transient AtomicInteger before = new AtomicInteger();
    private final transient AtomicInteger after = new AtomicInteger();

    FaultyDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
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
    public Connection getConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        return Proxies.of(Connection.class, (_, method, arguments) -> {
            Object result = method.invoke(connection, arguments);
            return switch (method.getName()) {
                case "createStatement" -> statement(Statement.class, connection, (Statement) result, "");
                case "prepareStatement" ->
                    statement(PreparedStatement.class, connection, (PreparedStatement) result, (String) arguments[0]);
                default -> result;
            };
        });
    }

    private <T extends Statement> T statement(Class<T> type, Connection connection, T statement, String prepared) {
        return Proxies.of(type, (_, method, arguments) -> {
            boolean commit = method.getName().equals("execute")
                    && (arguments == null || arguments.length == 0 ? prepared : String.valueOf(arguments[0])).strip()
                            .endsWith("COMMIT");
            if (commit && take(before)) {
                connection.close();
                throw new SQLException("cut before the commit", "08006");
            }
            Object result = method.invoke(statement, arguments);
            if (commit && take(after)) {
                connection.close();
                throw new SQLException("cut after the commit", "08006");
            }
            return result;
        });
    }

    private static boolean take(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
}
