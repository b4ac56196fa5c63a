package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;

/**
 * A process that migrates is killed somewhere; the next one ends with the whole schema, and nobody does anything by
 * hand. The system property {@code wedge.rounds} says how often, {@code wedge.seed} where.
 */
@Timeout(600) // Some of these would wait for ever for what does not happen.
class WedgeTest {
    private static final int ROUNDS = Integer.getInteger("wedge.rounds", 3);
    private static final long SEED = Long.getLong("wedge.seed", 1);
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UPGRADE = "db/upgrade/master.xml";

    @Test
    void a_first_migration_that_was_killed_anywhere_is_finished_by_the_next_start() throws Exception {
        Random random = new Random(SEED);
        int changeSets = ChangelogLint.checksums(Changelog.MASTER).size();
        for (int round = 1; round <= ROUNDS; round++) {
            try (TestDatabase database = TestDatabase.create()) {
                int done = random.nextInt(changeSets + 1);
                kill(database, Changelog.MASTER, "SELECT count(*) >= " + done + " FROM databasechangelog",
                        random.nextInt(20));

                assertThat(TestMigration.of(database).run()).as("round %d, killed after %d changesets", round, done)
                        .endsWith(new SchemaState.Ready());

                assertWhole(database, Changelog.MASTER);
            }
        }
    }

    @Test
    void an_upgrade_that_was_killed_inside_a_concurrent_build_is_finished_by_the_next_start() throws Exception {
        Random random = new Random(SEED);
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            owner.sql("SELECT ensure_segments(65536)").query().singleRow();
            TestRecords.insert(owner, 0, 99_999);
            owner.sql("INSERT INTO log_states VALUES (100000, 0, sha256(''), '', now())").update();
            for (int round = 1; round <= ROUNDS; round++) {
                boolean waiting = round % 2 == 0;
                try (Connection old = database.owner().getConnection()) {
                    old.setAutoCommit(false);
                    if (waiting) {
                        old.createStatement().execute("LOCK TABLE audit_events_65536 IN ROW EXCLUSIVE MODE");
                    }
                    kill(database, UPGRADE, """
                            SELECT EXISTS (SELECT FROM pg_stat_progress_create_index
                                           WHERE datname = current_database() AND (%s OR phase LIKE 'waiting%%'))
                            """.formatted(!waiting), random.nextInt(60));
                }

                assertThat(TestMigration.of(database, UPGRADE).run()).as("round %d", round)
                        .endsWith(new SchemaState.Ready());

                assertWhole(database, UPGRADE);
                assertThat(owner.sql("""
                        SELECT count(*) FROM pg_inherits WHERE inhparent = 'idx_audit_events_type'::regclass""")
                        .query(Integer.class).single()).isEqualTo(2);
                owner.sql("DROP TABLE notes").update();
                owner.sql("DROP INDEX idx_audit_events_type").update();
                owner.sql("DELETE FROM databasechangelog WHERE id LIKE '1.1-%'").update();
            }
        }
    }

    /** Kills a process that migrates, so many milliseconds after the question was first answered with yes. */
    private static void kill(TestDatabase database, String changelog, String question, int delay) throws Exception {
        Process process = ChildProcess.migrate(database, changelog);
        try (Connection watcher = database.superuser().getConnection()) {
            while (process.isAlive()) {
                if (holds(watcher, question)) {
                    Thread.sleep(delay);
                    break;
                }
                Thread.sleep(1);
            }
        } finally {
            process.destroyForcibly().waitFor();
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

    private static void assertWhole(TestDatabase database, String changelog) throws Exception {
        OwnerDatabase owner = TestMigration.owner(database, database.url());
        SchemaReport report = new SchemaReporter(owner, TestMigration.ROLES,
                new Changelog(owner, TestMigration.ROLES, changelog)).report();
        assertThat(report.checks()).filteredOn(check -> !check.ok()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(JdbcClient.create(database.owner())
                .sql("SELECT count(*) - count(DISTINCT id) FROM databasechangelog").query(Integer.class).single())
                .isZero();
    }
}
