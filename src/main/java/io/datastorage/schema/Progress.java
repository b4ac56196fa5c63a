package io.datastorage.schema;

import liquibase.changelog.ChangeSet;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a database is in a changelog.
 *
 * @param applied the ids of changesets that it has had, and when, in the order in which they ran
 * @param pending those it has not had, in the order of the changelog
 * @param unknown the ids of changesets that it has had and the changelog does not contain
 */
record Progress(Map<String, Instant> applied, List<ChangeSet> pending, List<String> unknown) {
    static Progress of(List<ChangeSet> changelog, Connection connection) throws SQLException {
        Map<String, Instant> applied = applied(connection);
        List<String> unknown = new ArrayList<>(applied.keySet());
        unknown.removeAll(changelog.stream().map(ChangeSet::getId).toList());
        return new Progress(applied,
                changelog.stream().filter(changeSet -> !applied.containsKey(changeSet.getId())).toList(), unknown);
    }

    private static Map<String, Instant> applied(Connection connection) throws SQLException {
        Map<String, Instant> applied = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT to_regclass('databasechangelog') IS NOT NULL")) {
                if (!row.next() || !row.getBoolean(1)) {
                    return applied;
                }
            }
            try (ResultSet row = statement.executeQuery("""
                    SELECT id, dateexecuted FROM databasechangelog ORDER BY orderexecuted""")) {
                while (row.next()) {
                    // Liquibase stores the local time of the process that ran it.
                    applied.put(row.getString(1),
                            row.getTimestamp(2).toLocalDateTime().atZone(ZoneId.systemDefault()).toInstant());
                }
            }
        }
        return applied;
    }

    /** Whether nothing but concurrent index builds is pending. */
    boolean isBlockingDone() {
        return pending.stream().allMatch(Changelog::isConcurrent);
    }

    /** Refuses a database that a newer build has migrated: this one may not know what it must not do there. */
    void requireNoneUnknown() {
        if (!unknown.isEmpty()) {
            throw new SchemaException("The schema is newer than this build: it has had " + unknown.getLast()
                    + ", which this build does not know. Run the build that made it, or a newer one.");
        }
    }
}
