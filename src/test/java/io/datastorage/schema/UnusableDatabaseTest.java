package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Forwarder;
import io.datastorage.Ports;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.web.Http;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.List;

/**
 * A service whose database cannot be used says so once, in words that name what mends it; it lives, is not ready, leaves
 * the database as it was, and is ready by itself when that was mended.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180) // Some of these would wait for ever for what does not happen.
class UnusableDatabaseTest {
    private static final String[] SETTINGS = {"datastorage.schema.retry-interval=100ms",
            "datastorage.append.hold-for=1s"};

    private TestDatabase database = TestDatabase.migrated();

    @AfterEach
    void drop() {
        database.close();
    }

    private void empty() {
        database.close();
        database = TestDatabase.create();
    }

    private JdbcClient superuser() {
        return JdbcClient.create(database.superuser());
    }

    private List<@Nullable String> contents() {
        return DatabaseContents.relations(superuser());
    }

    /** Starts a service on what is broken, and another time after it was mended. */
    private void assertRefused(CapturedOutput output, String message, Runnable mend)
            throws Exception {
        List<@Nullable String> before = contents();
        try (TestService service = TestService.starting(database, SETTINGS)) {
            awaitMigrations(service, "\"state\":\"failed\"");

            assertThat(Http.json(service.management().get("/migrations")).path("reason").asString()).contains(message);
            assertNotReady(service, "schema_not_ready");
            assertThat(service.management().get("/readyz").body()).contains("schema_not_ready");
            assertThat(service.management().get("/metrics").body())
                    .contains("datastorage_schema_state{state=\"failed\"} 1.0");
            tryAgain();
            assertThat(output.getAll().lines().filter(line -> line.contains(message))).singleElement()
                    .satisfies(line -> assertThat(line).contains("ERROR", "The schema cannot be used: "));
            assertThat(contents()).isEqualTo(before);

            mend.run();
            service.awaitReady();
        }
    }

    private static void awaitMigrations(TestService service, String text) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> service.management().get("/migrations").body().contains(text));
    }

    private static void assertNotReady(TestService service, String reason) {
        assertThat(service.api().get("/readyz").statusCode()).isEqualTo(503);
        assertThat(service.api().get("/readyz").body()).contains(reason);
        assertThat(service.api().get("/healthz").statusCode()).isEqualTo(200);
        assertThat(service.management().get("/healthz").statusCode()).isEqualTo(200);
    }

    /** Lets a few more attempts pass. */
    private static void tryAgain() throws InterruptedException {
        Thread.sleep(500);
    }

    @Test
    void an_owner_who_may_not_create_tables_is_told_which_privilege_is_missing(CapturedOutput output) throws Exception {
        empty();
        superuser().sql("REVOKE CREATE ON SCHEMA public FROM " + TestDatabase.OWNER).update();
        assertRefused(output, "GRANT CREATE ON SCHEMA ... TO \"" + TestDatabase.OWNER + "\"",
                () -> superuser().sql("GRANT CREATE ON SCHEMA public TO " + TestDatabase.OWNER).update());
        assertThat(contents()).isNotEmpty();
    }

    @Test
    void an_owner_who_does_not_own_the_tables_is_told_so_before_an_upgrade(CapturedOutput output) throws Exception {
        superuser().sql("ALTER TABLE log_tiles OWNER TO postgres").update();
        superuser().sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
        assertRefused(output, "ALTER TABLE log_tiles OWNER TO \"" + TestDatabase.OWNER + "\"",
                () -> superuser().sql("ALTER TABLE log_tiles OWNER TO " + TestDatabase.OWNER).update());
    }

    @Test
    void a_database_that_a_newer_build_has_migrated_is_left_alone(CapturedOutput output) throws Exception {
        TestMigration.of(database, "db/upgrade/master.xml").run();
        assertRefused(output, "Run the build that made it, or a newer one", () -> {
            superuser().sql("DROP TABLE notes").update();
            superuser().sql("DROP INDEX idx_audit_events_type").update();
            superuser().sql("DELETE FROM databasechangelog WHERE id LIKE '1.1-%'").update();
        });
    }

    @Test
    void a_schema_that_was_changed_by_hand_is_named_with_what_to_undo(CapturedOutput output) throws Exception {
        superuser().sql("ALTER TABLE audit_events DISABLE TRIGGER refuse_change").update();
        assertRefused(output, "changed by hand: trigger audit_events.refuse_change is DISABLED",
                () -> superuser().sql("ALTER TABLE audit_events ENABLE ALWAYS TRIGGER refuse_change").update());
    }

    @Test
    void a_database_that_cannot_be_reached_is_waited_for(CapturedOutput output) throws Exception {
        empty();
        int port = Ports.free();
        String url = database.url().replaceFirst(":\\d+/", ":" + port + "/");
        try (TestService service = TestService.starting(database, "spring.datasource.url=" + url, SETTINGS[0])) {
            tryAgain();
            assertNotReady(service, "database_unreachable");
            assertThat(service.management().get("/readyz").body()).contains("schema_not_ready");
            assertThat(output.getAll().lines().filter(line -> line.contains("The schema waits for the database")))
                    .singleElement().satisfies(line -> assertThat(line).contains("WARN", "localhost:" + port,
                            "spring.datasource.url"));

            try (Forwarder _ = Forwarder.start(port, database.port())) {
                service.awaitReady();
            }
        }
    }
}
