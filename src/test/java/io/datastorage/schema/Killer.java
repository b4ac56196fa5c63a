package io.datastorage.schema;

import io.datastorage.TestDatabase;

import java.sql.Connection;
import java.sql.SQLException;

/** Kills processes that migrate. */
final class Killer {
    /** That a migration has connected. */
    static final String CONNECTED = """
            SELECT EXISTS (SELECT FROM pg_stat_activity
                           WHERE datname = current_database() AND application_name = 'datastorage-schema')""";

    private static final String UNDEFINED_TABLE = "42P01";

    private Killer() {}

    /**
     * Starts a migration and kills it so many milliseconds after the question was first answered with yes, if it has not
     * ended by then.
     */
    static void kill(TestDatabase database, String changelog, String question, long delay) throws Exception {
        Process process = ChildProcess.migrate(database, changelog);
        try {
            await(database, process, question);
            Thread.sleep(delay);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Lets a migration end by itself; returns the milliseconds that it was connected. */
    static long connectedMillis(TestDatabase database, String changelog) throws Exception {
        Process process = ChildProcess.migrate(database, changelog);
        await(database, process, CONNECTED);
        long began = System.nanoTime();
        process.waitFor();
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static void await(TestDatabase database, Process process, String question) throws Exception {
        try (Connection watcher = database.superuser().getConnection()) {
            while (process.isAlive() && !holds(watcher, question)) {
                Thread.sleep(1);
            }
        }
    }

    private static boolean holds(Connection watcher, String question) throws SQLException {
        try (var row = watcher.createStatement().executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}
