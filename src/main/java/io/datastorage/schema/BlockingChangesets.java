package io.datastorage.schema;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Runs the changesets that others may have to wait for. A statement that does not get its lock soon, or takes long,
 * is ended, so that whoever queued behind it passes, and is tried again; its time is doubled, so that one that needs
 * long gets there in the end. Each changeset is a transaction, so what was done before it stays.
 */
final class BlockingChangesets {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingChangesets.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_STATEMENT = Duration.ofDays(1);

    private final Changelog changelog;
    private final Duration lockTimeout;
    private final Duration statementTimeout;

    BlockingChangesets(Changelog changelog, Duration lockTimeout, Duration statementTimeout) {
        this.changelog = changelog;
        this.lockTimeout = lockTimeout;
        this.statementTimeout = statementTimeout;
    }

    void run(Connection connection) throws Exception {
        Duration statement = statementTimeout;
        Duration pause = Duration.ofMillis(100);
        while (true) {
            limit(connection, lockTimeout, statement);
            try {
                changelog.updateBlocking(connection);
                limit(connection, Duration.ZERO, Duration.ZERO);
                return;
            } catch (Exception e) {
                switch (SqlState.of(e)) {
                    case SqlState.LOCK_NOT_AVAILABLE -> LOG.info("Transactions are in the way of a changeset, "
                            + "next try in {} ms: {}", pause.toMillis(), e.getMessage());
                    case SqlState.QUERY_CANCELED -> {
                        statement = shorter(statement.multipliedBy(2), LONGEST_STATEMENT);
                        LOG.info(
                                "A changeset took too long, next try in {} ms with a limit of {} s for a statement: {}",
                                pause.toMillis(), statement.toSeconds(), e.getMessage());
                    }
                    default -> throw e;
                }
            }
            Thread.sleep(pause);
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Zero is no limit. */
    private static void limit(Connection connection, Duration lock, Duration statement) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        try (Statement set = connection.createStatement()) {
            set.execute("SET lock_timeout = " + lock.toMillis() + "; SET statement_timeout = " + statement.toMillis());
        }
    }
}
