package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.stream.Stream;

/** Services as processes of their own, on a database that is still empty. */
@Timeout(300) // Some of these would wait for ever for what does not happen.
class FirstStartTest {
    private static final int INSTANCES = 5;

    @Test
    void five_services_that_start_at_once_all_become_ready_and_run_each_changeset_once() {
        try (var database = TestDatabase.create(); var usual = TestDatabase.migrated()) {
            List<ServiceProcess> services = Stream.generate(() -> ServiceProcess.starting(database)).limit(INSTANCES)
                    .toList();
            try {
                services.forEach(ServiceProcess::awaitReady);

                assertThat(changesets(database)).containsExactlyInAnyOrderElementsOf(changesets(usual));
                services.forEach(service -> {
                    assertThat(service.api().get("/api/v1/audit/events").statusCode()).isEqualTo(200);
                    assertThat(service.log()).doesNotContain("ERROR");
                });
                services.forEach(service -> assertThat(service.api().post("/api/v1/audit/events/batch",
                        GatewayEvents.batch(service.api().port() * 10L, 2)).statusCode()).isEqualTo(201));
                assertThat(services.getFirst().management().get("/migrations").body()).contains("\"ok\":true");
            } finally {
                services.forEach(ServiceProcess::kill);
            }
        }
    }

    private static List<@Nullable String> changesets(TestDatabase database) {
        return JdbcClient.create(database.owner()).sql("SELECT id FROM databasechangelog").query(String.class).list();
    }
}
