package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.schema.WedgeFigures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Services as processes of their own, on a database that is still empty. */
@Timeout(1_200) // Some of these would wait for ever for what does not happen.
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
                    // The lock of one that migrates is no stale one.
                    assertThat(service.log()).doesNotContain("ERROR", "Released the changelog lock");
                });
                services.forEach(service -> assertThat(service.api().post("/api/v1/audit/events/batch",
                        GatewayEvents.batch(service.api().port() * 10L, 2)).statusCode()).isEqualTo(201));
                assertThat(services.getFirst().management().get("/migrations").body()).contains("\"ok\":true");
            } finally {
                services.forEach(ServiceProcess::kill);
            }
        }
    }

    @Test
    void a_service_that_was_killed_anywhere_in_its_first_start_is_ready_after_a_plain_restart() throws Exception {
        Random random = new Random(Long.getLong("wedge.seed", 1));
        WedgeFigures figures = new WedgeFigures("first start of the whole service");
        int usual = 6_000;
        for (int round = 1; round <= Integer.getInteger("wedge.rounds", 1); round++) {
            try (var database = TestDatabase.create()) {
                ServiceProcess killed = ServiceProcess.starting(database);
                Thread.sleep(random.nextInt(usual));
                killed.kill();

                double restart = startInSeconds(database);

                if (WedgeFigures.wanted()) {
                    try (var empty = TestDatabase.create()) {
                        double clean = startInSeconds(empty);
                        figures.add(restart, clean, 0);
                        usual = (int) (1_000 * clean);
                    }
                }
            }
        }
        figures.print();
    }

    /** Starts a service, ends it when it is ready and its schema is whole, and returns how long it took to be ready. */
    private static double startInSeconds(TestDatabase database) {
        long began = System.nanoTime();
        ServiceProcess service = ServiceProcess.on(database);
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(service.management().get("/migrations").body()).contains("\"ok\":true");
        service.kill();
        return seconds;
    }

    private static List<@Nullable String> changesets(TestDatabase database) {
        return JdbcClient.create(database.owner()).sql("SELECT id FROM databasechangelog").query(String.class).list();
    }
}
