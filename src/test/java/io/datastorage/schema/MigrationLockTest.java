package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Connection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One instance at a time migrates, and whatever ends it leaves nothing that keeps the next one out. */
@Timeout(120) // Some of these would wait for ever for what does not happen.
class MigrationLockTest {
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

            assertThat(DatabaseContents.indexes(owner, "audit_events")).contains("idx_audit_events_hash");
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
}
