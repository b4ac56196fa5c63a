package io.datastorage.ledger;

import io.datastorage.Proxies;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.lang.reflect.InvocationHandler;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Connections that ask somebody before and after each statement. */
final class InterceptedDataSource extends DelegatingDataSource {
    private final Interceptor interceptor;

    InterceptedDataSource(DataSource dataSource, Interceptor interceptor) {
        super(dataSource);
        this.interceptor = interceptor;
    }

    /** Who is asked. */
    interface Interceptor {
        /** The statement that is executed instead of this one. */
        default String replace(String sql) {
            return sql;
        }

        /** A statement is about to be executed. */
        default void before(Connection connection, String sql) throws SQLException {}

        /** A statement was executed. */
        default void after(Connection connection, String sql) throws SQLException {}
    }

    /** Whether a statement ends with a COMMIT, or is one. */
    static boolean commits(String sql) {
        return sql.strip().endsWith("COMMIT");
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        interceptor.before(connection, "");
        return Proxies.of(Connection.class, (_, method, given) -> switch (method.getName()) {
            case "createStatement" ->
                Proxies.of(Statement.class, statement(connection, connection.createStatement(), ""));
            case "prepareStatement" -> {
                String sql = interceptor.replace(String.valueOf(given[0]));
                yield Proxies.of(PreparedStatement.class, statement(connection, connection.prepareStatement(sql), sql));
            }
            default -> method.invoke(connection, given);
        });
    }

    private InvocationHandler statement(Connection connection, Statement statement, String prepared) {
        return (_, method, given) -> {
            if (!method.getName().startsWith("execute")) {
                return method.invoke(statement, given);
            }
            if (given == null || given.length == 0) {
                interceptor.before(connection, prepared);
                Object result = method.invoke(statement);
                interceptor.after(connection, prepared);
                return result;
            }
            String asked = String.valueOf(given[0]);
            interceptor.before(connection, asked);
            Object result = method.invoke(statement, interceptor.replace(asked));
            interceptor.after(connection, asked);
            return result;
        };
    }
}
