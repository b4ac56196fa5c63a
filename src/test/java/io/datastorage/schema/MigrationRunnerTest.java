package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.datastorage.PostgresProcess;
import io.datastorage.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

@Timeout(120) // Some of these would wait for ever for what does not happen.
class MigrationRunnerTest {
    private final BlockingQueue<Object> published = new LinkedBlockingQueue<>();
    private final List<MigrationRunner> runners = new ArrayList<>();
    private final SchemaReadiness readiness = new SchemaReadiness(published::add);

    private MigrationRunner runner(String url, String password) {
        OwnerDatabase owner = new OwnerDatabase(url, TestDatabase.OWNER, password);
        Migration migration = TestMigration.of(owner, TestMigration.ROLES, Changelog.MASTER, TestMigration.SETTINGS)
                .migration();
        MigrationRunner runner = new MigrationRunner(owner, migration, IndexBuilds.BACKGROUND, readiness,
                Duration.ofMillis(10));
        runners.add(runner);
        return runner;
    }

    @AfterEach
    void stop() {
        runners.forEach(MigrationRunner::stop);
    }

    private MigrationRunner runner(TestDatabase database) {
        return runner(database.url(), String.valueOf(database.settings().get("spring.liquibase.password")));
    }

    @Test
    void what_waits_for_the_schema_runs_once_it_is_ready() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            CompletableFuture<SchemaState> early = new CompletableFuture<>();
            readiness.onReady(() -> early.complete(readiness.state()));
            MigrationRunner runner = runner(database);
            runner.start();

            assertThat(early.get()).isEqualTo(new SchemaState.Ready());
            assertThat(published.take()).isEqualTo(new SchemaReadyEvent());
            CompletableFuture<String> late = new CompletableFuture<>();
            readiness.onReady(() -> late.complete("at once"));
            assertThat(late).isCompletedWithValue("at once");
        }
    }

    @Test
    void a_database_that_cannot_be_used_yet_is_tried_until_it_can() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            JdbcClient superuser = JdbcClient.create(database.superuser());
            superuser.sql("REVOKE CREATE ON SCHEMA public FROM " + TestDatabase.OWNER).update();
            MigrationRunner runner = runner(database);
            runner.start();
            while (!(readiness.state() instanceof SchemaState.Failed failed)) {
                Thread.sleep(5);
            }
            assertThat(failed.reason()).contains("may not create tables in its schema");

            superuser.sql("GRANT CREATE ON SCHEMA public TO " + TestDatabase.OWNER).update();

            assertThat(published.take()).isEqualTo(new SchemaReadyEvent());
        }
    }

    @Test
    void a_server_that_cannot_be_reached_leaves_the_schema_pending() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        CompletableFuture<SchemaState> next = new CompletableFuture<>();
        MigrationRunner runner = runner("jdbc:postgresql://localhost:" + port + "/none", "");
        runner.start();
        readiness.onReady(() -> next.complete(readiness.state()));
        Thread.sleep(100);
        assertThat(readiness.state()).isEqualTo(new SchemaState.Pending());
        assertThat(next).isNotDone();
    }

    /** It would be cancelled by a connection that the server never answers, and then joined in vain. */
    @Test
    void stopping_ends_a_migration_whose_server_stands_still() throws Exception {
        try (PostgresProcess postgres = PostgresProcess.create(Map.of())) {
            TestDatabase database = TestDatabase.migratedOn(postgres.port());
            Set<Thread> others = schemaThreads();
            MigrationRunner runner = runner(database);
            try (Connection holder = database.superuser().getConnection(); Statement lock = holder.createStatement()) {
                holder.setAutoCommit(false);
                lock.execute("LOCK TABLE databasechangelog");
                runner.start();
                await().until(() -> JdbcClient.create(database.superuser()).sql("""
                        SELECT count(*)
                          FROM pg_stat_activity
                         WHERE application_name = 'datastorage-schema' AND wait_event_type = 'Lock'
                        """).query(Integer.class).single() == 1);
                postgres.freeze();
                try {
                    runner.stop();
                    assertThat(schemaThreads()).isSubsetOf(others);
                } finally {
                    postgres.thaw();
                }
            }
        }
    }

    private static Set<Thread> schemaThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("schema"))
                .collect(Collectors.toSet());
    }

    @Test
    void stopping_ends_a_migration_that_waits() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            OwnerDatabase other = TestMigration.of(database).owner();
            try (MigrationLock _ = MigrationLock.acquire(other, Duration.ofMillis(10))) {
                MigrationRunner runner = runner(database);
                runner.start();
                runner.stop();
                assertThat(runner.isRunning()).isFalse();
                assertThat(readiness.state()).isEqualTo(new SchemaState.Pending());
            }
        }
    }

    @Test
    void a_server_without_fsync_is_refused() throws Exception {
        try (EmbeddedPostgres careless = EmbeddedPostgres.start();
                Connection superuser = careless.getPostgresDatabase().getConnection()) {
            assertThatThrownBy(
                    new SchemaChecks(superuser, new Roles("a", "p"))::beforeMigrating)
                    .hasMessageContaining("fsync is off");
        }
    }
}
