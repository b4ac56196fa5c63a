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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

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
    void two_instances_at_once_migrate_in_turn() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                ExecutorService instances = Executors.newFixedThreadPool(2)) {
            List<Future<List<SchemaState>>> runs = instances.invokeAll(List.of(
                    () -> TestMigration.of(database).run(), () -> TestMigration.of(database).run()));

            for (Future<List<SchemaState>> run : runs) {
                assertThat(run.get()).endsWith(new SchemaState.Ready());
            }
            assertThat(JdbcClient.create(database.owner())
                    .sql("SELECT count(*) - count(DISTINCT id) FROM databasechangelog")
                    .query(Integer.class).single()).isZero();
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
