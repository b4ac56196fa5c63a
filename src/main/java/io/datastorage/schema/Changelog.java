package io.datastorage.schema;

import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.FastCheckService;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The changelog, and Liquibase to run it. */
final class Changelog {
    static final String MASTER = "db/changelog/master.xml";
    /** The label of changesets that build an index concurrently. */
    static final String CONCURRENT = "concurrent";

    private final OwnerDatabase database;
    private final Roles roles;
    private final ResourceAccessor resources = new ClassLoaderResourceAccessor(Changelog.class.getClassLoader());

    Changelog(OwnerDatabase database, Roles roles) {
        this.database = database;
        this.roles = roles;
    }

    /** Runs all but the concurrent index builds: what the service cannot do without. */
    void updateBlocking() throws Exception {
        update("!" + CONCURRENT);
    }

    /** Runs all. */
    void updateAll() throws Exception {
        update("");
    }

    /** Whether the database has had every changeset but the concurrent index builds. */
    boolean isBlockingDone(Connection connection) throws Exception {
        return executed(connection).containsAll(parse().getChangeSets().stream()
                .filter(changeSet -> !changeSet.getLabels().getLabels().contains(CONCURRENT))
                .map(ChangeSet::getId)
                .collect(Collectors.toSet()));
    }

    DatabaseChangeLog parse() throws Exception {
        return Scope.child(scope(), () -> ChangeLogParserFactory.getInstance()
                .getParser(MASTER, resources)
                .parse(MASTER, parameters(new ChangeLogParameters()), resources));
    }

    private static Set<String> executed(Connection connection) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT to_regclass('databasechangelog') IS NOT NULL")) {
                if (!row.next() || !row.getBoolean(1)) {
                    return ids;
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT id FROM databasechangelog")) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
        }
        return ids;
    }

    private void update(String labels) throws Exception {
        try (Connection connection = database.open()) {
            Scope.child(scope(), () -> {
                // Liquibase remembers by URL what was up to date; the database may have been another one then.
                Scope.getCurrentScope().getSingleton(FastCheckService.class).clearCache();
                Database target = DatabaseFactory.getInstance()
                        .findCorrectDatabaseImplementation(new JdbcConnection(connection));
                new CommandScope(UpdateCommandStep.COMMAND_NAME)
                        .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, target)
                        .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, MASTER)
                        .addArgumentValue(UpdateCommandStep.LABEL_FILTER_ARG, labels)
                        .addArgumentValue(DatabaseChangelogCommandStep.CHANGELOG_PARAMETERS,
                                parameters(new ChangeLogParameters(target)))
                        .addArgumentValue(ShowSummaryArgument.SHOW_SUMMARY_OUTPUT, UpdateSummaryOutputEnum.LOG)
                        .execute();
            });
        }
    }

    private ChangeLogParameters parameters(ChangeLogParameters parameters) {
        parameters.set("applicationRole", roles.application());
        parameters.set("purgeRole", roles.purge());
        return parameters;
    }

    /** Liquibase sends nothing home and writes to our log. */
    private Map<String, Object> scope() {
        return Map.of(
                Scope.Attr.resourceAccessor.name(), resources,
                Scope.Attr.classLoader.name(), Changelog.class.getClassLoader(),
                Scope.Attr.ui.name(), new LoggerUIService(),
                AnalyticsArgs.ENABLED.getKey(), false,
                PartitionedIndexChange.OWNER_DATABASE, database);
    }
}
