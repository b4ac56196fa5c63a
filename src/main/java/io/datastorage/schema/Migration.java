package io.datastorage.schema;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;

/** One attempt to bring the schema to what this build needs. */
final class Migration {
    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    private final OwnerDatabase database;
    private final Roles roles;
    private final Duration lockPollInterval;
    private final Changelog changelog;
    private final BlockingChangesets blocking;

    Migration(OwnerDatabase database, Roles roles, Changelog changelog, SchemaSettings settings) {
        this.database = database;
        this.roles = roles;
        this.lockPollInterval = settings.lockPollInterval();
        this.changelog = changelog;
        this.blocking = new BlockingChangesets(changelog, settings.lockTimeout(), settings.statementTimeout());
    }

    /**
     * Comes back when everything is done, also the indexes if they are built; the state may be {@code Ready} long
     * before, and is at once where nothing is pending.
     *
     * <p>An empty log waits for its indexes, which takes no time. A log with records serves while they are built, unless
     * told otherwise.
     */
    void run(IndexBuilds indexBuilds, Consumer<SchemaState> progress) throws Exception {
        try (Connection connection = database.open()) {
            new SchemaChecks(connection, roles).beforeMigrating();
            Progress before = changelog.progress(connection);
            before.requireNoneUnknown();
            if (before.isBlockingDone()) {
                new SchemaChecks(connection, roles).afterMigrating();
                boolean serving = indexBuilds != IndexBuilds.BLOCKING && hasRecords(connection);
                if (serving || before.pending().isEmpty()) {
                    progress.accept(new SchemaState.Ready());
                }
            }
            if (!before.pending().isEmpty()) {
                new SchemaChecks(connection, roles).tablesAreTheOwners();
            }
        }
        try (MigrationLock lock = MigrationLock.acquire(database, lockPollInterval)) {
            Connection connection = lock.connection();
            // Another instance may have migrated while this one waited.
            changelog.progress(connection).requireNoneUnknown();
            progress.accept(new SchemaState.Migrating());
            lock.clearStaleChangelogLock();
            blocking.run(connection);
            new SchemaChecks(connection, roles).afterMigrating();
            boolean serving = hasRecords(connection);
            if (serving && indexBuilds != IndexBuilds.BLOCKING) {
                progress.accept(new SchemaState.Ready());
            }
            if (!serving || indexBuilds != IndexBuilds.OFF) {
                changelog.updateAll(connection);
            } else if (!changelog.progress(connection).pending().isEmpty()) {
                LOG.warn("Indexes are pending and are not built at startup: run the command migrate");
            }
        }
        progress.accept(new SchemaState.Ready());
    }

    private static boolean hasRecords(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT max(size) > 0 FROM log_states")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
