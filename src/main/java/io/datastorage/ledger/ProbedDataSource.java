package io.datastorage.ledger;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;

/** A pool that is not asked while the database is away, so that nobody waits for a connection that cannot come. */
public final class ProbedDataSource extends DelegatingDataSource {
    private static final String CONNECTION_FAILURE = "08006";

    private final DatabaseProbe probe;

    /**
     * Connections of a pool, as long as the database answers.
     *
     * @param pool where they come from
     * @param probe knows whether it does
     */
    public ProbedDataSource(DataSource pool, DatabaseProbe probe) {
        super(pool);
        this.probe = probe;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (probe.isAway()) {
            throw new SQLTransientConnectionException("the database does not answer", CONNECTION_FAILURE);
        }
        return super.getConnection();
    }
}
