package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Connection;
import java.util.Random;

/**
 * A process that migrates is killed somewhere; the next one ends with the whole schema, and nobody does anything by
 * hand. System properties say how often ({@code wedge.rounds}), where ({@code wedge.seed}), with how many records
 * ({@code wedge.records}), and whether the time it takes is measured ({@code wedge.figures}).
 */
@Timeout(2_400) // Some of these would wait for ever for what does not happen.
class WedgeTest {
    private static final int ROUNDS = Integer.getInteger("wedge.rounds", 3);
    private static final int RECORDS = Integer.getInteger("wedge.records", 100_000);
    private static final long SEED = Long.getLong("wedge.seed", 1);
    private static final String UPGRADE = "db/upgrade/master.xml";
    private static final int UPGRADE_CHANGESETS = 4;

    private final Random random = new Random(SEED);

    @Test
    void a_first_migration_that_was_killed_anywhere_is_finished_by_the_next_start() throws Exception {
        WedgeFigures figures = new WedgeFigures("first migration");
        int changeSets = ChangelogLint.checksums(Changelog.MASTER).size();
        for (int round = 1; round <= ROUNDS; round++) {
            try (TestDatabase database = TestDatabase.create()) {
                Killer.kill(database, Changelog.MASTER, done("1.0", random.nextInt(changeSets + 1)),
                        random.nextInt(20));

                double restart = ChildProcess.migrateInSeconds(database, Changelog.MASTER);

                assertWhole(database, Changelog.MASTER);
                if (WedgeFigures.wanted()) {
                    try (TestDatabase empty = TestDatabase.create()) {
                        figures.add(restart, ChildProcess.migrateInSeconds(empty, Changelog.MASTER), 0);
                    }
                }
            }
        }
        figures.print();
    }

    @Test
    void an_upgrade_that_was_killed_anywhere_is_finished_by_the_next_start() throws Exception {
        WedgeFigures figures = new WedgeFigures("upgrade");
        try (TestDatabase database = TestDatabase.migrated()) {
            fill(database);
            long whole = Killer.connectedMillis(database, UPGRADE);
            for (int round = 1; round <= ROUNDS; round++) {
                undo(database);
                if (round % 2 == 0) {
                    Killer.kill(database, UPGRADE, Killer.CONNECTED, random.nextLong(whole + 1));
                } else {
                    Killer.kill(database, UPGRADE, done("1.1", random.nextInt(UPGRADE_CHANGESETS + 1)),
                            random.nextInt(20));
                }

                double restart = ChildProcess.migrateInSeconds(database, UPGRADE);

                assertUpgraded(database);
                compare(figures, restart, database);
            }
        }
        figures.print();
    }

    @Test
    void an_upgrade_that_was_killed_inside_a_concurrent_build_is_finished_by_the_next_start() throws Exception {
        WedgeFigures figures = new WedgeFigures("upgrade, inside a build");
        try (TestDatabase database = TestDatabase.migrated()) {
            fill(database);
            for (int round = 1; round <= ROUNDS; round++) {
                boolean waiting = round % 2 == 0;
                try (Connection old = database.owner().getConnection()) {
                    old.setAutoCommit(false);
                    if (waiting) {
                        old.createStatement().execute("LOCK TABLE audit_events_65536 IN ROW EXCLUSIVE MODE");
                    }
                    Killer.kill(database, UPGRADE, """
                            SELECT EXISTS (SELECT FROM pg_stat_progress_create_index
                                           WHERE datname = current_database() AND (%s OR phase LIKE 'waiting%%'))
                            """.formatted(!waiting), random.nextInt(60));
                }

                double restart = ChildProcess.migrateInSeconds(database, UPGRADE);

                assertUpgraded(database);
                compare(figures, restart, database);
                undo(database);
            }
        }
        figures.print();
    }

    /** A clean start has nothing to do; what a whole upgrade takes longer is the build. */
    private static void compare(WedgeFigures figures, double restart, TestDatabase database) throws Exception {
        if (WedgeFigures.wanted()) {
            double start = ChildProcess.migrateInSeconds(database, UPGRADE);
            undo(database);
            figures.add(restart, start, Math.max(0, ChildProcess.migrateInSeconds(database, UPGRADE) - start));
        }
    }

    /** That so many changesets of a release were applied; of none, that somebody migrates. */
    private static String done(String release, int count) {
        return count == 0
                ? Killer.CONNECTED
                : "SELECT count(*) >= %d FROM databasechangelog WHERE id LIKE '%s-%%'".formatted(count, release);
    }

    /** Several segments with so many records that a build takes a while. */
    private static void fill(TestDatabase database) {
        JdbcClient owner = JdbcClient.create(database.owner());
        owner.sql("SELECT ensure_segments(?)").param(RECORDS - 1).query().singleRow();
        TestRecords.insert(owner, 0, RECORDS - 1);
        owner.sql("INSERT INTO log_states VALUES (?, 0, sha256(''), '', now())").param(RECORDS).update();
    }

    private static void undo(TestDatabase database) {
        JdbcClient owner = JdbcClient.create(database.owner());
        owner.sql("DROP TABLE notes").update();
        owner.sql("DROP INDEX idx_audit_events_type").update();
        owner.sql("DELETE FROM databasechangelog WHERE id LIKE '1.1-%'").update();
    }

    private static void assertUpgraded(TestDatabase database) throws Exception {
        assertWhole(database, UPGRADE);
        JdbcClient owner = JdbcClient.create(database.owner());
        assertThat(owner.sql("SELECT count(*) FROM pg_inherits WHERE inhparent = 'idx_audit_events_type'::regclass")
                .query(Integer.class).single()).isGreaterThan(1).isEqualTo(
                        owner.sql("SELECT count(*) FROM log_segments").query(Integer.class).single());
        assertThat(owner.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_notes_author'::regclass")
                .query(Boolean.class).single()).isTrue();
    }

    private static void assertWhole(TestDatabase database, String changelog) throws Exception {
        OwnerDatabase owner = TestMigration.owner(database, database.url());
        SchemaReport report = new SchemaReporter(owner, TestMigration.ROLES,
                new Changelog(owner, TestMigration.ROLES, changelog)).report();
        assertThat(report.checks()).filteredOn(check -> !check.ok()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.invalid()).isEmpty();
        assertThat(JdbcClient.create(database.owner())
                .sql("SELECT count(*) - count(DISTINCT id) FROM databasechangelog").query(Integer.class).single())
                .isZero();
    }
}
