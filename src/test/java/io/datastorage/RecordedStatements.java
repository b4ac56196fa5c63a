package io.datastorage;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/**
 * Connections that remember every statement they execute, with its parameters, and every commit, so that they can be
 * executed again.
 */
public final class RecordedStatements extends DelegatingDataSource {
    private final List<Recorded> statements = new ArrayList<>();

    /** Nothing was executed yet. */
    public RecordedStatements(DataSource dataSource) {
        super(dataSource);
    }

    /** A statement as it was executed. */
    public record Recorded(String sql, List<Parameter> parameters) {
        /** Whether it is planned; false for what governs transactions and settings. */
        public boolean isQuery() {
            return !sql.equals("COMMIT") && !sql.startsWith("SET ");
        }

        /** The same, or another around it, ready to be executed on a connection. */
        public PreparedStatement on(Connection connection, String prefix) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(prefix + sql);
            for (Parameter parameter : parameters) {
                parameter.set(statement);
            }
            return statement;
        }
    }

    /** A call that sets a parameter. */
    public record Parameter(Method setter, List<@Nullable Object> arguments) {
        private void set(PreparedStatement statement) throws SQLException {
            try {
                setter.invoke(statement, arguments.toArray());
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof SQLException refused) {
                    throw refused;
                }
                throw new IllegalStateException(e);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What was executed since this was asked last. */
    public synchronized List<Recorded> take() {
        List<Recorded> taken = List.copyOf(statements);
        statements.clear();
        return taken;
    }

    private synchronized void add(Recorded statement) {
        statements.add(statement);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return Proxies.of(Connection.class, (_, method, given) -> switch (method.getName()) {
            case "createStatement" -> Proxies.of(Statement.class, plain(connection.createStatement()));
            case "prepareStatement" -> {
                String sql = String.valueOf(given[0]);
                yield Proxies.of(PreparedStatement.class, prepared(connection.prepareStatement(sql), sql));
            }
            case "commit" -> {
                add(new Recorded("COMMIT", List.of()));
                yield method.invoke(connection, given);
            }
            default -> method.invoke(connection, given);
        });
    }

    private InvocationHandler plain(Statement statement) {
        return (_, method, given) -> {
            if (method.getName().startsWith("execute") && given != null) {
                add(new Recorded(String.valueOf(given[0]), List.of()));
            }
            return method.invoke(statement, given);
        };
    }

    private InvocationHandler prepared(PreparedStatement statement, String sql) {
        List<Parameter> parameters = new ArrayList<>();
        return (_, method, given) -> {
            if (method.getName().startsWith("set") && given != null && given.length > 1) {
                parameters.add(new Parameter(method, Arrays.asList(given.clone())));
            } else if (method.getName().startsWith("execute")) {
                add(new Recorded(sql, List.copyOf(parameters)));
            }
            return method.invoke(statement, given);
        };
    }
}
