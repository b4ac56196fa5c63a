package io.datastorage.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Knows whether the database answers, so that a readiness check need not ask it. */
public final class DatabaseProbe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int TIMEOUT_SECONDS = 2;

    private final DataSource dataSource;
    private final Thread thread = Thread.ofPlatform().name("database-probe").daemon().unstarted(this::run);
    private volatile boolean reachable;

    /**
     * A probe that asks every second.
     *
     * @param dataSource connections of the application role
     */
    public DatabaseProbe(DataSource dataSource) {
        this.dataSource = dataSource;
        thread.start();
    }

    /** Whether the database answered when it was last asked. */
    public boolean reachable() {
        return reachable;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                boolean answered = ask();
                if (answered != reachable) {
                    log.info("The database {}", answered ? "answers" : "does not answer");
                }
                reachable = answered;
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            log.debug("The database is not probed any more");
        }
    }

    private boolean ask() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(TIMEOUT_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }
}
