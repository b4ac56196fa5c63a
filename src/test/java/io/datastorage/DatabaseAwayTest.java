package io.datastorage;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.ledger.TestLedger;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

class DatabaseAwayTest {
    private static final String EVENTS = "/api/v1/audit/events";

    @Test
    void requests_wait_for_a_database_that_is_away_for_a_few_seconds() throws InterruptedException {
        try (var database = TestDatabase.migrated();
                var service = TestService.on(database, "datastorage.append.hold-for=60s");
                var clients = Clients.start(16, 20, service::api)) {
            clients.awaitAcknowledged(1_000);
            database.shut();
            Thread.sleep(3_000);
            database.open();
            clients.awaitAcknowledged(1_000);
            clients.stop();
            assertThat(clients.refusals()).isEmpty();
            clients.check(database);
        }
    }

    @Test
    void an_event_that_names_a_parent_waits_too() throws InterruptedException {
        try (var database = TestDatabase.migrated();
                var service = TestService.on(database, "datastorage.append.hold-for=60s")) {
            var api = service.api();
            var parent = api.post(EVENTS, GatewayEvents.event(0, "family", Instant.now())).body()
                    .replaceAll("(?s).*\"event_id\":\"([0-9a-f-]+)\".*", "$1");
            var child = GatewayEvents.event(1, "family", Instant.now())
                    .replaceFirst("\\{", "{\"parent_event_id\":\"" + parent + "\",");
            database.shut();
            var answer = CompletableFuture.supplyAsync(() -> api.post(EVENTS, child));
            Thread.sleep(2_000);
            assertThat(answer).isNotDone();
            database.open();
            assertThat(answer.join().statusCode()).isEqualTo(201);
            assertThat(TestLedger.check(database)).isEqualTo(2);
        }
    }

    @Test
    void a_database_that_stays_away_makes_requests_503_until_it_is_back() {
        try (var database = TestDatabase.migrated();
                var service = TestService.on(database, "datastorage.append.hold-for=2s");
                var clients = Clients.start(4, 20, service::api)) {
            var api = service.api();
            clients.awaitAcknowledged(500);
            database.shut();
            var event = GatewayEvents.event(-1, "away", Instant.now());
            var refused = api.post(EVENTS, event);
            assertProblem(refused, 503, "database-error");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertProblem(api.get(EVENTS), 503, "database-error");
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                var readiness = api.get("/readyz");
                assertThat(readiness.statusCode()).isEqualTo(503);
                assertThat(readiness.body()).contains("\"database_unreachable\"");
            });
            assertThat(service.management().get("/readyz").statusCode()).isEqualTo(200);
            assertThat(service.management().get("/healthz").statusCode()).isEqualTo(200);
            assertThat(api.get("/healthz").statusCode()).isEqualTo(200);

            database.open();
            TestService.awaitReady(api, () -> true);
            assertThat(api.post(EVENTS, event).statusCode()).isEqualTo(201);
            clients.awaitAcknowledged(500);
            clients.stop();
            assertThat(clients.refusals()).isNotEmpty().allSatisfy(answer -> {
                assertProblem(answer, 503, "database-error");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
            clients.check(database);
            assertThat(TestLedger.records(database).stream()
                    .filter(record -> record.event().correlationId().equals("away"))).hasSize(1);
        }
    }
}
