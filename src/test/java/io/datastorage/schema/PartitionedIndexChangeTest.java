package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whatever a killed migration left of an index, the next one ends with a valid index on the parent and all segments. */
@Timeout(120) // Some of these would wait for ever for what does not happen.
class PartitionedIndexChangeTest {
    private final TestDatabase database = TestDatabase.migrated();
    private final OwnerDatabase ownerDatabase = TestMigration.of(database).owner();
    private final JdbcClient owner = JdbcClient.create(database.owner());
    private final JdbcClient superuser = JdbcClient.create(database.superuser());

    @BeforeEach
    void two_segments_with_records_and_no_index() {
        owner.sql("SELECT ensure_segments(65536)").query().singleRow();
        TestRecords.insert(owner, 0, 9);
        TestRecords.insert(owner, 65536, 65545);
        owner.sql("DROP INDEX idx_audit_events_hash").update();
        owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void migrateAndCheck() {
        assertThat(TestMigration.of(database).run()).endsWith(new SchemaState.Ready());
        assertThat(attached()).containsExactly("audit_events_0 t", "audit_events_65536 t");
        assertThat(owner.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_audit_events_hash'::regclass")
                .query(Boolean.class).single()).isTrue();
        assertThat(owner.sql("SELECT count(*) FROM pg_index WHERE NOT indisvalid").query(Integer.class).single())
                .isZero();
        assertThat(owner.sql("SELECT count(*) FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'")
                .query(Integer.class).single()).isOne();
    }

    private List<@Nullable String> attached() {
        return owner.sql("""
                SELECT indrelid::regclass || ' ' || left(indisvalid::text, 1)
                FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
                WHERE inhparent = 'idx_audit_events_hash'::regclass ORDER BY indrelid""").query(String.class).list();
    }

    @Test
    void from_nothing() {
        migrateAndCheck();
    }

    @Test
    void after_the_parents_index_alone() {
        owner.sql("CREATE INDEX idx_audit_events_hash ON ONLY audit_events (event_hash)").update();
        migrateAndCheck();
    }

    @Test
    void after_a_concurrent_build_that_was_cancelled() throws Exception {
        owner.sql("CREATE INDEX idx_audit_events_hash ON ONLY audit_events (event_hash)").update();
        try (Connection old = database.owner().getConnection();
                Connection builder = database.owner().getConnection()) {
            old.setAutoCommit(false);
            old.createStatement().execute("INSERT INTO audit_events SELECT * FROM audit_events LIMIT 0");
            old.createStatement().execute("LOCK TABLE audit_events_0 IN ROW EXCLUSIVE MODE");
            CompletableFuture<String> build = execute(builder,
                    "CREATE INDEX CONCURRENTLY idx_audit_events_hash_0 ON audit_events_0 (event_hash)");
            Waiting.forBackends(superuser, database.name(), 1);
            builder.unwrap(PGConnection.class).cancelQuery();
            assertThat(build.get()).isEqualTo("57014");
        }
        assertThat(owner.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_audit_events_hash_0'::regclass")
                .query(Boolean.class).single()).isFalse();
        migrateAndCheck();
    }

    @Test
    void after_all_were_built_and_one_was_attached() {
        owner.sql("CREATE INDEX idx_audit_events_hash ON ONLY audit_events (event_hash)").update();
        owner.sql("CREATE INDEX idx_audit_events_hash_0 ON audit_events_0 (event_hash)").update();
        owner.sql("CREATE INDEX idx_audit_events_hash_65536 ON audit_events_65536 (event_hash)").update();
        owner.sql("ALTER INDEX idx_audit_events_hash ATTACH PARTITION idx_audit_events_hash_0").update();
        migrateAndCheck();
        assertThat(owner.sql("SELECT count(*) FROM pg_index WHERE indrelid = 'audit_events_0'::regclass")
                .query(Integer.class).single()).isEqualTo(4);
    }

    @Test
    void after_everything_but_the_changelogs_row() {
        migrateAndCheck();
        owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
        migrateAndCheck();
    }

    @Test
    void a_segment_that_is_made_meanwhile_has_the_index_already() {
        owner.sql("CREATE INDEX idx_audit_events_hash ON ONLY audit_events (event_hash)").update();
        owner.sql("SELECT ensure_segments(131072)").query().singleRow();
        assertThat(attached()).containsExactly("audit_events_131072 t");

        assertThat(TestMigration.of(database).run()).endsWith(new SchemaState.Ready());
        assertThat(attached()).containsExactly("audit_events_0 t", "audit_events_65536 t", "audit_events_131072 t");
    }

    @Test
    void writers_pass_while_the_build_waits_for_an_open_transaction() throws Exception {
        CompletableFuture<Void> migration;
        try (Connection old = database.owner().getConnection()) {
            old.setAutoCommit(false);
            old.createStatement().execute("INSERT INTO audit_events SELECT * FROM audit_events LIMIT 0");
            migration = CompletableFuture.runAsync(this::migrateAndCheck);
            Waiting.forBackends(superuser, database.name(), 1);
            TestRecords.insert(owner, 10, 10);
            assertThat(migration).isNotDone();
            old.commit();
        }
        migration.get();
    }

    @Test
    void segments_are_made_beside_a_concurrent_build_that_waits() throws Exception {
        try (Connection old = database.owner().getConnection();
                Connection builder = database.owner().getConnection()) {
            old.setAutoCommit(false);
            old.createStatement().execute("LOCK TABLE audit_events_0 IN ROW EXCLUSIVE MODE");
            CompletableFuture<String> build = execute(builder,
                    "CREATE INDEX CONCURRENTLY waiting ON audit_events_0 (event_hash)");
            Waiting.forBackends(superuser, database.name(), 1);
            owner.sql("SELECT ensure_segments(131072)").query().singleRow();
            assertThat(build).isNotDone();
            old.commit();
            assertThat(build.get()).isEqualTo("done");
        }
        assertThat(owner.sql("SELECT count(*) FROM log_segments").query(Integer.class).single()).isEqualTo(3);
    }

    @Test
    void a_plain_table_is_indexed_too() throws Exception {
        try (Connection connection = ownerDatabase.open()) {
            connection.createStatement().execute("CREATE TABLE plain (a int, b int)");
            for (int run = 1; run <= 2; run++) {
                new PartitionedIndexBuild(connection, ownerDatabase, "idx_plain", "plain", "USING btree (a, b)").run();
            }
        }
        assertThat(owner.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_plain'::regclass")
                .query(Boolean.class).single()).isTrue();
    }

    @Test
    void a_name_that_would_be_cut_on_a_partition_is_refused() throws Exception {
        try (Connection connection = ownerDatabase.open()) {
            String name = "idx_" + "x".repeat(56);
            assertThatThrownBy(() -> new PartitionedIndexBuild(connection, ownerDatabase, name, "audit_events",
                    "USING btree (event_hash)").run()).hasMessageContaining("too long");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void the_watchdog_names_who_holds_a_build_up(CapturedOutput output) throws Exception {
        try (Connection old = database.owner().getConnection();
                Connection builder = database.owner().getConnection()) {
            old.setAutoCommit(false);
            old.createStatement().execute("LOCK TABLE audit_events_0 IN ROW EXCLUSIVE MODE");
            try (IndexWatchdog _ = IndexWatchdog.watch(ownerDatabase, builder, "watched", Duration.ofMillis(20))) {
                CompletableFuture<String> build = execute(builder,
                        "CREATE INDEX CONCURRENTLY watched ON audit_events_0 (event_hash)");
                String blocker = "waits for pid " + old.unwrap(PGConnection.class).getBackendPID()
                        + " (datastorage_owner";
                while (!output.getOut().contains(blocker)) {
                    Thread.sleep(20);
                }
                old.commit();
                assertThat(build.get()).isEqualTo("done");
            }
        }
        assertThat(output).contains("Building index watched: ");
    }

    private static CompletableFuture<String> execute(Connection connection, String sql) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                connection.createStatement().execute(sql);
                return "done";
            } catch (SQLException e) {
                return e.getSQLState();
            }
        });
    }
}
