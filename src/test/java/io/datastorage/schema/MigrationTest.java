package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** What a migration makes, and when it says that the service may begin. */
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
            assertThat(DatabaseContents.indexes(owner, "audit_events")).containsExactly("audit_events_pkey",
                    "idx_audit_events_correlation",
                    "idx_audit_events_hash", "idx_audit_events_timestamp");
            assertThat(DatabaseContents.indexes(owner, "audit_events_0")).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_second_run_changes_nothing(Version version) {
        try (TestDatabase database = version.create()) {
            TestMigration.of(database).run();
            JdbcClient owner = JdbcClient.create(database.owner());
            List<@Nullable String> before = DatabaseContents.everything(owner);

            assertThat(TestMigration.of(database).run()).startsWith(new SchemaState.Ready())
                    .endsWith(new SchemaState.Ready());

            assertThat(DatabaseContents.everything(owner)).isEqualTo(before).isNotEmpty();
        }
    }

    @Test
    void every_function_is_pinned_to_the_schema_and_closed_to_the_public() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            assertThat(owner.sql("""
                    SELECT proname FROM pg_proc
                    WHERE pronamespace = 'public'::regnamespace
                      AND (('search_path=public, pg_temp' = ANY (proconfig)) IS NOT TRUE OR proacl IS NULL
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
    void a_log_with_records_waits_for_its_index_where_builds_are_blocking_and_lacks_it_where_they_are_off() {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            owner.sql("INSERT INTO log_states VALUES (1, 0, sha256('root'), sha256('root'), now())").update();
            owner.sql("DROP INDEX idx_audit_events_hash").update();
            owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
            List<Boolean> indexed = new ArrayList<>();
            Consumer<SchemaState> look = state -> {
                if (state instanceof SchemaState.Ready) {
                    indexed.add(DatabaseContents.indexes(owner, "audit_events").contains("idx_audit_events_hash"));
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
            assertThat(DatabaseContents.indexes(JdbcClient.create(database.owner()), "audit_events")).hasSize(4);
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
}
