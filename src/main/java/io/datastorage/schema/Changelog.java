package io.datastorage.schema;

import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.change.Change;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.FastCheckService;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.ChangeExecListenerCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.core.PostgresDatabase;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.ui.LoggerUIService;

import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** The changelog, and Liquibase to run it. */
final class Changelog {
    static final String MASTER = "db/changelog/master.xml";
    /** The label of changesets that build an index concurrently. */
    static final String CONCURRENT = "concurrent";

    private final OwnerDatabase database;
    private final Roles roles;
    private final String master;
    private final ResourceAccessor resources = new ClassLoaderResourceAccessor(Changelog.class.getClassLoader());

    Changelog(OwnerDatabase database, Roles roles) {
        this(database, roles, MASTER);
    }

    Changelog(OwnerDatabase database, Roles roles, String master) {
        this.database = database;
        this.roles = roles;
        this.master = master;
    }

    /** Runs all but the concurrent index builds: what the service cannot do without. */
    void updateBlocking(Connection connection) throws Exception {
        update(connection, "!" + CONCURRENT);
    }

    /** Runs all. */
    void updateAll(Connection connection) throws Exception {
        update(connection, "");
    }

    /** What the database has had of this changelog, and what it has not. */
    Progress progress(Connection connection) throws Exception {
        return Progress.of(parse().getChangeSets(), connection);
    }

    static boolean isConcurrent(ChangeSet changeSet) {
        return changeSet.getLabels().getLabels().contains(CONCURRENT);
    }

    DatabaseChangeLog parse() throws Exception {
        return Scope.child(scope(), () -> ChangeLogParserFactory.getInstance()
                .getParser(master, resources)
                .parse(master, parameters(new ChangeLogParameters()), resources));
    }

    /** The statements of these changesets, to be read. It asks the database nothing. */
    String sql(List<ChangeSet> changeSets) throws Exception {
        return Scope.child(scope(), () -> {
            StringBuilder sql = new StringBuilder();
            for (ChangeSet changeSet : changeSets) {
                sql.append("-- ").append(changeSet.getId()).append('\n');
                for (Change change : changeSet.getChanges()) {
                    if (change instanceof CustomChangeWrapper custom) {
                        sql.append(PartitionedIndexChange.describe(custom)).append('\n');
                        continue;
                    }
                    for (Sql statement : SqlGeneratorFactory.getInstance().generateSql(change,
                            new PostgresDatabase())) {
                        sql.append(statement.toSql().strip()).append(";\n".substring(
                                statement.toSql().strip().endsWith(";") ? 1 : 0));
                    }
                }
                sql.append('\n');
            }
            return sql.toString();
        });
    }

    private void update(Connection connection, String labels) throws Exception {
        Scope.child(scope(), () -> {
            // Liquibase remembers by URL what was up to date; the database may have been another one then.
            Scope.getCurrentScope().getSingleton(FastCheckService.class).clearCache();
            ChangesetConnection session = new ChangesetConnection(connection);
            Database target = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(session);
            new CommandScope(UpdateCommandStep.COMMAND_NAME)
                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, target)
                    .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, master)
                    .addArgumentValue(UpdateCommandStep.LABEL_FILTER_ARG, labels)
                    .addArgumentValue(DatabaseChangelogCommandStep.CHANGELOG_PARAMETERS,
                            parameters(new ChangeLogParameters(target)))
                    .addArgumentValue(ChangeExecListenerCommandStep.CHANGE_EXEC_LISTENER_ARG, session.listener())
                    .addArgumentValue(ShowSummaryArgument.SHOW_SUMMARY_OUTPUT, UpdateSummaryOutputEnum.LOG)
                    .execute();
        });
        connection.setAutoCommit(true);
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
