package io.datastorage.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks at a schema and changes nothing. */
final class SchemaReporter {
    private static final String BUILDING = """
            SELECT format('%s on %s: %s, %s of %s blocks', coalesce(index_relid::regclass::text, 'an index'),
                relid::regclass, phase, blocks_done, blocks_total)
            FROM pg_stat_progress_create_index WHERE datname = current_database()""";

    private static final String INVALID = """
            SELECT indexrelid::regclass FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE NOT indisvalid AND relnamespace = quote_ident(current_schema())::regnamespace
            ORDER BY 1""";

    private final OwnerDatabase database;
    private final Roles roles;
    private final Changelog changelog;

    SchemaReporter(OwnerDatabase database, Roles roles, Changelog changelog) {
        this.database = database;
        this.roles = roles;
        this.changelog = changelog;
    }

    SchemaReport report() throws Exception {
        try (Connection connection = database.openReadOnly()) {
            Progress progress = changelog.progress(connection);
            List<Check> checks = new ArrayList<>(ExpectedSchema.load().compare(connection, roles));
            checks.addAll(SegmentChecks.run(connection));
            return new SchemaReport(
                    progress.applied().entrySet().stream()
                            .map(each -> new SchemaReport.Applied(each.getKey(), each.getValue().toString())).toList(),
                    progress.pending().stream().map(changeSet -> new SchemaReport.Pending(changeSet.getId(),
                            Changelog.isConcurrent(changeSet))).toList(),
                    progress.unknown(), list(connection, BUILDING), list(connection, INVALID), checks);
        }
    }

    /** What a migration would run now, to be read. */
    String pendingSql() throws Exception {
        try (Connection connection = database.openReadOnly()) {
            return changelog.sql(changelog.progress(connection).pending());
        }
    }

    private static List<String> list(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }
}
