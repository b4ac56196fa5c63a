package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@Timeout(120) // Some of these would wait for ever for what does not happen.
class BlockingChangesetsTest {
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
}
