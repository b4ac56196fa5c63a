package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.function.Predicate;

/** The self-check as it runs in the service. */
class SelfCheckTest {
    private static final String OFTEN = "datastorage.self-check.interval=100ms";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final TestDatabase database = TestDatabase.migrated();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void what_is_changed_is_shown_counted_and_stops_nothing() {
        try (TestService service = TestService.on(database, OFTEN)) {
            post(service, 300);
            JsonNode sound = awaitStatus(service,
                    check -> check.path("last_full_pass").path("records").asLong() == 300);
            assertThat(sound.path("findings_total").asLong()).isZero();
            assertThat(sound.path("checked_against").asString()).isEqualTo("checkpoint");
            assertThat(service.management().get("/metrics").body())
                    .contains("datastorage_self_check_findings_total{kind=\"record\"} 0.0")
                    .contains("datastorage_self_check_position", "datastorage_self_check_running 1.0",
                            "datastorage_self_check_age_seconds");

            JdbcTemplate jdbc = new JdbcTemplate(database.superuser());
            jdbc.execute(Tampering.TRIGGERS_OFF);
            jdbc.update("UPDATE audit_events SET event_outcome = 'failure' WHERE log_index = 42");
            JsonNode found = awaitStatus(service, check -> check.path("findings_total").asLong() > 0);
            assertThat(found.path("first_bad_log_index").asLong()).isEqualTo(42);
            assertThat(found.path("findings").get(0).path("kind").asString()).isEqualTo("record");
            assertThat(service.management().get("/metrics").body())
                    .contains("datastorage_self_check_findings_total{kind=\"record\"} 1.0");
            post(service, 1);
            jdbc.update("DELETE FROM audit_events WHERE log_index = 7");
            JsonNode verdict = Http.json(service.api().post("/api/v1/audit/verify-chain",
                    "{\"correlation_id\": \"nobody posted this\"}"));
            assertThat(verdict.path("is_valid").asBoolean()).isFalse();
            assertThat(verdict.path("checked_against").asString()).isEqualTo("checkpoint");
            assertThat(verdict.path("tampered_events").findValuesAsString("log_index")).contains("7");
        }
    }

    @Test
    void it_waits_for_the_database_and_goes_on() {
        try (TestService service = TestService.on(database, OFTEN)) {
            post(service, 10);
            awaitStatus(service, check -> check.path("last_full_pass").path("records").asLong() == 10);
            database.shut();
            awaitStatus(service, check -> check.path("state").asString().equals("paused"));
            assertThat(service.management().get("/metrics").body()).contains("datastorage_self_check_running 0.0");
            database.open();
            post(service, 5);
            JsonNode again = awaitStatus(service,
                    check -> check.path("last_full_pass").path("records").asLong() == 15);
            assertThat(again.path("findings_total").asLong()).isZero();
        }
    }

    @Test
    void several_instances_each_check_the_whole_log_and_follow_what_the_others_append() {
        try (TestService one = TestService.on(database); TestService two = TestService.on(database)) {
            post(one, 600);
            for (TestService service : new TestService[]{one, two}) {
                JsonNode status = awaitStatus(service, check -> check.path("position").asLong() == 600);
                assertThat(status.path("findings_total").asLong()).isZero();
            }
        }
    }

    @Test
    void switched_off_it_says_so() {
        try (TestService service = TestService.on(database, "datastorage.self-check.enabled=false")) {
            assertThat(status(service).path("state").asString()).isEqualTo("off");
        }
    }

    private static void post(TestService service, int events) {
        assertThat(service.api().post("/api/v1/audit/events/batch?proof=true",
                GatewayEvents.batch(System.nanoTime() % 1_000_000, events)).statusCode()).isEqualTo(201);
    }

    private static JsonNode awaitStatus(TestService service, Predicate<JsonNode> condition) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> condition.test(status(service)));
        return status(service);
    }

    private static JsonNode status(TestService service) {
        return Http.json(service.api().get("/api/v1/log/status")).path("self_check");
    }
}
