package io.datastorage.ledger;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.util.List;
import java.util.Objects;

/**
 * Queries whose first rows are wanted in an order that an index has, and which PostgreSQL is not to answer by reading
 * everything and sorting it. It would, in a segment without statistics, where it takes a range of log indexes for one
 * record in 200.
 */
final class IndexOrder {
    private IndexOrder() {}

    /** What a query finds, in a transaction of its own. */
    static <T> List<T> query(JdbcTemplate jdbc, String sql, RowMapper<T> mapper, Object... parameters) {
        return Objects.requireNonNull(jdbc.execute((ConnectionCallback<List<T>>) connection -> {
            // A pool rolls back and resets what comes back from a failure.
            connection.setAutoCommit(false);
            JdbcTemplate transaction = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            transaction.execute("SET LOCAL enable_sort = off");
            List<T> rows = transaction.query(sql, mapper, parameters);
            connection.commit();
            connection.setAutoCommit(true);
            return rows;
        }));
    }
}
