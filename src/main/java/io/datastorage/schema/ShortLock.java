package io.datastorage.schema;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Runs a statement whose lock others queue behind: it waits for it only briefly, and then lets them pass before it tries
 * again, for as long as it takes.
 */
final class ShortLock {
    private static final Logger LOG = LoggerFactory.getLogger(ShortLock.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private ShortLock() {}

    static void execute(Connection connection, String sql) throws SQLException, InterruptedException {
        Duration pause = Duration.ofMillis(100);
        while (true) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET lock_timeout = '500ms'");
                try {
                    statement.execute(sql);
                    return;
                } finally {
                    statement.execute("SET lock_timeout = 0");
                }
            } catch (SQLException e) {
                if (!SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    throw e;
                }
                LOG.info("Transactions are in the way of \"{}\", next try in {} ms", sql, pause.toMillis());
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
