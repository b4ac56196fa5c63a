package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import java.sql.Connection;
import java.time.Instant;

@Timeout(180) // It would wait for ever for what does not happen.
class OnlineIndexTest {
    private static final String EVENTS = "/api/v1/audit/events/batch";

    @Test
    void a_service_takes_events_while_an_old_snapshot_holds_its_index_up() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            JdbcClient owner = JdbcClient.create(database.owner());
            try (TestService first = TestService.on(database)) {
                assertThat(first.api().post(EVENTS, batch("first")).statusCode()).isEqualTo(201);
            }
            owner.sql("DROP INDEX idx_audit_events_hash").update();
            owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
            try (Connection old = database.owner().getConnection()) {
                old.setAutoCommit(false);
                old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                old.createStatement().execute("SELECT count(*) FROM log_states");
                try (TestService service = TestService.on(database)) {
                    JsonNode report = report(service);
                    while (report.path("building").isEmpty()) {
                        Thread.sleep(50);
                        report = report(service);
                    }
                    assertThat(report.path("state").asString()).isEqualTo("ready");
                    assertThat(service.api().get("/readyz").statusCode()).isEqualTo(200);
                    assertThat(service.management().get("/readyz").statusCode()).isEqualTo(200);
                    assertThat(report.path("ok").asBoolean()).isFalse();
                    assertThat(report.path("pending").get(0).path("id").asString())
                            .isEqualTo("1.0-idx-audit-events-hash");
                    assertThat(service.api().post(EVENTS, batch("second")).statusCode())
                            .isEqualTo(201);
                    assertThat(report(service).path("building")).as("what is built all the time").isNotEmpty();

                    old.commit();
                    while (!report.path("ok").asBoolean()) {
                        Thread.sleep(50);
                        report = report(service);
                    }
                    assertThat(report.path("pending")).isEmpty();
                    assertThat(report.path("invalid")).isEmpty();
                    assertThat(report.path("building")).isEmpty();
                    assertThat(Http.json(service.api().get("/api/v1/audit/events")).at("/pagination/total").asInt())
                            .isEqualTo(2);
                }
            }
        }
    }

    private static String batch(String correlationId) {
        return """
                [{"version": "1.0", "event_type": "gateway.signal.received", "event_timestamp": "%s",
                  "event_category": "gateway", "event_action": "received", "event_outcome": "success",
                  "correlation_id": "%s", "event_data": {}}]""".formatted(Instant.now(), correlationId);
    }

    private static JsonNode report(TestService service) {
        var answer = service.management().get("/migrations");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }
}
