package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

@Timeout(120) // Some of these would wait for ever for what does not happen.
class MigrationTest {
    /** The ends of the supported range. */
    enum Version {
        OLDEST, NEWEST;

        TestDatabase create() {
            return this == OLDEST ? TestDatabase.createOnOldest() : TestDatabase.create();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_database_gets_its_tables_its_first_segment_and_valid_indexes(Version version) {
        try (TestDatabase database = version.create()) {
            assertThat(TestMigration.of(database).run())
                    .containsExactly(new SchemaState.Migrating(), new SchemaState.Ready());

            JdbcClient owner = JdbcClient.create(database.owner());
            assertThat(owner.sql("SELECT relation FROM log_segments").query(String.class).list())
                    .containsExactly("audit_events_0");
            assertThat(indexes(owner, "audit_events")).containsExactly("audit_events_pkey",
                    "idx_audit_events_correlation",
                    "idx_audit_events_hash", "idx_audit_events_timestamp");
            assertThat(indexes(owner, "audit_events_0")).hasSize(4);
        }
    }

    private static List<@Nullable String> indexes(JdbcClient sql, String table) {
        return sql.sql("""
                SELECT indexrelid::regclass::text FROM pg_index
                WHERE indrelid = ?::regclass AND indisvalid AND indisready ORDER BY 1""")
                .param(table).query(String.class).list();
    }

    @ParameterizedTest
    @EnumSource
    void a_second_run_changes_nothing(Version version) {
        try (TestDatabase database = version.create()) {
            TestMigration.of(database).run();
            JdbcClient owner = JdbcClient.create(database.owner());
            List<@Nullable String> before = everything(owner);

            assertThat(TestMigration.of(database).run()).endsWith(new SchemaState.Ready());

            assertThat(everything(owner)).isEqualTo(before).isNotEmpty();
        }
    }

    /** Every row of the catalog and the changelog, with the transaction that wrote it. */
    private static List<@Nullable String> everything(JdbcClient sql) {
        return sql.sql("""
                SELECT c.xmin || ' ' || c.oid || ' ' || relname FROM pg_class AS c
                WHERE relnamespace = 'public'::regnamespace
                UNION ALL SELECT xmin || ' ' || oid || ' ' || proname FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace
                UNION ALL SELECT xmin || ' ' || id FROM databasechangelog ORDER BY 1""").query(String.class).list();
    }

    @Test
    void every_function_is_pinned_to_the_schema_and_closed_to_the_public() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            assertThat(owner.sql("""
                    SELECT proname FROM pg_proc
                    WHERE pronamespace = 'public'::regnamespace
                      AND (proconfig <> ARRAY['search_path=public, pg_temp'] OR proconfig IS NULL OR proacl IS NULL
                           OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0))""")
                    .query(String.class).list()).isEmpty();
            assertThat(owner
                    .sql("""
                    SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT prosecdef ORDER BY 1""")
                    .query(String.class).list()).containsExactly("refuse_change", "segment_unit");
        }
    }

    @Test
    void a_schema_of_any_name_will_do() {
        try (TestDatabase database = TestDatabase.create()) {
            JdbcClient superuser = JdbcClient.create(database.superuser());
            superuser.sql("CREATE SCHEMA \"Audit Log\" AUTHORIZATION " + TestDatabase.OWNER).update();
            String url = database.url() + "?currentSchema=%22Audit%20Log%22";

            for (int run = 1; run <= 2; run++) {
                assertThat(TestMigration.of(database, url, TestDatabase.APPLICATION, TestDatabase.PURGE).run())
                        .endsWith(new SchemaState.Ready());
            }

            assertThat(superuser
                    .sql("""
                    SELECT nspname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
                    WHERE relname IN ('audit_events', 'audit_events_0', 'idx_audit_events_hash', 'databasechangelog')""")
                    .query(String.class).list()).hasSize(4).containsOnly("Audit Log");
            assertThat(superuser.sql("""
                    SELECT DISTINCT proconfig[1] FROM pg_proc WHERE pronamespace = '"Audit Log"'::regnamespace""")
                    .query(String.class).list()).containsExactly("search_path=\"Audit Log\", pg_temp");
            JdbcClient.create(database.superuser()).sql("SELECT \"Audit Log\".ensure_segments(65536)").query()
                    .singleRow();
        }
    }

    @Test
    void the_changelog_lock_of_a_killed_migration_is_released() {
        try (TestDatabase database = TestDatabase.create()) {
            TestMigration.of(database).run();
            JdbcClient owner = JdbcClient.create(database.owner());
            owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
            owner.sql("DROP INDEX idx_audit_events_hash").update();
            owner.sql("UPDATE databasechangeloglock SET locked = true, lockedby = 'killed', lockgranted = now()")
                    .update();

            assertThat(TestMigration.of(database).run()).endsWith(new SchemaState.Ready());

            assertThat(indexes(owner, "audit_events")).contains("idx_audit_events_hash");
        }
    }

    @Test
    void five_instances_at_once_migrate_in_turn_and_run_each_changeset_once() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                ExecutorService instances = Executors.newFixedThreadPool(5)) {
            Callable<List<SchemaState>> instance = () -> TestMigration.of(database).run();

            for (Future<List<SchemaState>> run : instances.invokeAll(Collections.nCopies(5, instance))) {
                assertThat(run.get()).endsWith(new SchemaState.Ready());
            }

            assertThat(JdbcClient.create(database.owner()).sql("SELECT id FROM databasechangelog")
                    .query(String.class).list())
                    .containsExactlyInAnyOrderElementsOf(ChangelogLint.checksums(Changelog.MASTER).keySet());
        }
    }

    @Test
    void a_log_with_records_waits_for_its_index_where_builds_are_blocking_and_lacks_it_where_they_are_off() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            owner.sql("INSERT INTO log_states VALUES (1, 0, sha256('root'), sha256('root'), now())").update();
            owner.sql("DROP INDEX idx_audit_events_hash").update();
            owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
            List<Boolean> indexed = new ArrayList<>();
            Consumer<SchemaState> look = state -> {
                if (state instanceof SchemaState.Ready) {
                    indexed.add(indexes(owner, "audit_events").contains("idx_audit_events_hash"));
                }
            };

            TestMigration.of(database).run(IndexBuilds.OFF, look);
            assertThat(indexed).isNotEmpty().containsOnly(false);

            indexed.clear();
            TestMigration.of(database).run(IndexBuilds.BLOCKING, look);
            assertThat(indexed).containsExactly(true);
        }
    }

    @Test
    void an_empty_log_gets_its_indexes_also_where_builds_are_off() {
        try (TestDatabase database = TestDatabase.create()) {
            TestMigration.of(database).run(IndexBuilds.OFF, _ -> {});
            assertThat(indexes(JdbcClient.create(database.owner()), "audit_events")).hasSize(4);
        }
    }

    @Test
    void a_changeset_lets_others_pass_and_tries_again_when_it_does_not_get_its_lock() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                ExecutorService instance = Executors.newSingleThreadExecutor();
                Connection reader = database.owner().getConnection()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT count(*) FROM audit_events");
            Future<?> run = instance.submit(() -> TestMigration.of(database, "db/upgrade/locking.xml").run());
            Waiting.forBackends(JdbcClient.create(database.superuser()), database.name(), 1);

            TestRecords.insert(JdbcClient.create(database.application()), 0, 9);

            assertThat(run).isNotDone();
            reader.commit();
            run.get();
        }
    }

    @Test
    void a_statement_that_takes_too_long_gets_more_time_with_the_next_try() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            SchemaSettings hasty = new SchemaSettings(TestDatabase.PURGE, TestDatabase.APPLICATION,
                    Duration.ofMillis(10), Duration.ofMillis(50), IndexBuilds.BACKGROUND, Duration.ofMillis(500),
                    Duration.ofMillis(300));
            TestMigration.of(TestMigration.owner(database, database.url()), TestMigration.ROLES,
                    "db/upgrade/slow.xml", hasty).run();
            assertThat(JdbcClient.create(database.owner()).sql("SELECT count(*) FROM slow").query(Integer.class)
                    .single()).isOne();
        }
    }

    @Test
    void a_changeset_whose_row_could_not_be_written_left_nothing_behind() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            owner.sql("ALTER TABLE databasechangelog ADD CONSTRAINT no_more CHECK (id <> '1.1-slow')").update();

            assertThatThrownBy(() -> TestMigration.of(database, "db/upgrade/slow.xml").run())
                    .hasStackTraceContaining("no_more");
            assertThat(owner.sql("SELECT to_regclass('slow') IS NULL").query(Boolean.class).single()).isTrue();

            owner.sql("ALTER TABLE databasechangelog DROP CONSTRAINT no_more").update();
            assertThat(TestMigration.of(database, "db/upgrade/slow.xml").run()).endsWith(new SchemaState.Ready());
        }
    }

    @Test
    void a_migration_ends_with_the_session_that_holds_its_lock_and_the_next_one_goes_on() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                ExecutorService instance = Executors.newSingleThreadExecutor();
                Connection reader = database.owner().getConnection()) {
            JdbcClient superuser = JdbcClient.create(database.superuser());
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT count(*) FROM audit_events");
            Future<?> run = instance.submit(() -> TestMigration.of(database, "db/upgrade/locking.xml").run());
            Waiting.forBackends(superuser, database.name(), 1);

            assertThat(superuser.sql("""
                    SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database AS d ON d.oid = database
                    WHERE locktype = 'advisory' AND datname = current_database()""").query(Boolean.class).list())
                    .containsExactly(true);

            assertThatThrownBy(run::get).hasStackTraceContaining("terminating connection");
            reader.commit();
            assertThat(TestMigration.of(database, "db/upgrade/locking.xml").run()).endsWith(new SchemaState.Ready());
        }
    }

    @Test
    void a_schema_that_a_newer_build_has_migrated_is_refused_and_left_alone() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            TestMigration.of(database, "db/upgrade/slow.xml").run();
            List<@Nullable String> before = everything(JdbcClient.create(database.owner()));

            assertThatThrownBy(() -> TestMigration.of(database).run()).isInstanceOf(SchemaException.class)
                    .hasMessageContaining("newer than this build: it has had 1.1-slow")
                    .hasMessageContaining("Run the build that made it");

            assertThat(everything(JdbcClient.create(database.owner()))).isEqualTo(before);
        }
    }

    @Test
    void a_schema_that_was_changed_by_hand_is_refused_by_name() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            owner.sql("ALTER TABLE audit_events DISABLE TRIGGER refuse_change").update();
            assertThatThrownBy(() -> TestMigration.of(database).run()).isInstanceOf(SchemaException.class)
                    .hasMessageContaining("changed by hand: trigger audit_events.refuse_change is DISABLED")
                    .hasMessageContaining("Undo that change");
        }
    }

    @Test
    void a_log_with_records_is_ready_although_another_instance_still_builds_an_index() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            owner.sql("INSERT INTO log_states VALUES (1, 0, sha256('root'), sha256('root'), now())").update();
            TestMigration other = TestMigration.of(database);

            try (MigrationLock building = MigrationLock.acquire(other.owner(), Duration.ofMillis(10));
                    ExecutorService instance = Executors.newSingleThreadExecutor()) {
                BlockingQueue<SchemaState> states = new LinkedBlockingQueue<>();
                Future<?> run = instance.submit(() -> TestMigration.of(database).run(states::add));
                assertThat(states.take()).isEqualTo(new SchemaState.Ready());
                assertThat(run.isDone()).isFalse();
                building.close();
                run.get();
            }
        }
    }

    @Test
    void a_missing_role_is_named() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatThrownBy(
                    () -> TestMigration.of(database, database.url(), "nobody_here", TestDatabase.PURGE).run())
                    .isInstanceOf(SchemaException.class).hasMessageContaining("\"nobody_here\" does not exist")
                    .hasMessageContaining("roles.sql");
            assertThatThrownBy(
                    () -> TestMigration.of(database, database.url(), TestDatabase.APPLICATION, "no_purge").run())
                    .isInstanceOf(SchemaException.class).hasMessageContaining("\"no_purge\" does not exist");
        }
    }

    @Test
    void a_role_that_could_change_records_is_refused() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatThrownBy(
                    () -> TestMigration.of(database, database.url(), TestDatabase.OWNER, TestDatabase.PURGE).run())
                    .hasMessageContaining("both owns the schema and is the application role");
            assertThatThrownBy(
                    () -> TestMigration.of(database, database.url(), TestDatabase.APPLICATION, TestDatabase.OWNER)
                            .run())
                    .hasMessageContaining("must not log in");
            JdbcClient superuser = JdbcClient.create(database.superuser());
            superuser.sql("CREATE ROLE " + database.name() + " LOGIN IN ROLE " + TestDatabase.PURGE).update();
            try {
                assertThatThrownBy(
                        () -> TestMigration.of(database, database.url(), database.name(), TestDatabase.PURGE).run())
                        .hasMessageContaining("can act as role \"" + TestDatabase.PURGE + "\"");
            } finally {
                superuser.sql("DROP ROLE " + database.name()).update();
            }
        }
    }

    @Test
    void tables_that_were_granted_to_another_role_are_noticed() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient superuser = JdbcClient.create(database.superuser());
            superuser.sql("CREATE ROLE " + database.name() + " LOGIN").update();
            try {
                assertThatThrownBy(
                        () -> TestMigration.of(database, database.url(), database.name(), TestDatabase.PURGE).run())
                        .hasMessageContaining("has no rights on the tables");
            } finally {
                superuser.sql("DROP ROLE " + database.name()).update();
            }
        }
    }
}
