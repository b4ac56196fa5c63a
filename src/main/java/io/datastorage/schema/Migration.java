package io.datastorage.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;

/** One attempt to bring the schema to what this build needs. */
final class Migration {
    private final OwnerDatabase database;
    private final Roles roles;
    private final Duration lockPollInterval;
    private final Changelog changelog;

    Migration(OwnerDatabase database, Roles roles, Duration lockPollInterval) {
        this.database = database;
        this.roles = roles;
        this.lockPollInterval = lockPollInterval;
        this.changelog = new Changelog(database, roles);
    }

    /**
     * Comes back when everything is done, also the indexes; the state may be {@code Ready} long before.
     *
     * <p>An empty log waits for its indexes, which takes no time. A log with records serves while they are built.
     */
    void run(Consumer<SchemaState> progress) throws Exception {
        try (Connection connection = database.open()) {
            SchemaChecks checks = new SchemaChecks(connection, roles);
            checks.beforeMigrating();
            if (changelog.isBlockingDone(connection) && hasRecords(connection)) {
                checks.afterMigrating();
                progress.accept(new SchemaState.Ready());
            }
            try (MigrationLock lock = MigrationLock.acquire(database, lockPollInterval)) {
                progress.accept(new SchemaState.Migrating());
                lock.clearStaleChangelogLock();
                changelog.updateBlocking();
                checks.afterMigrating();
                if (hasRecords(connection)) {
                    progress.accept(new SchemaState.Ready());
                }
                changelog.updateAll();
            }
            progress.accept(new SchemaState.Ready());
        }
    }

    private static boolean hasRecords(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT max(size) > 0 FROM log_states")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
