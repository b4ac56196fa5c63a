package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Clients;
import io.datastorage.Forwarder;
import io.datastorage.GatewayEvents;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.Ports;
import io.datastorage.PostgresProcess;
import io.datastorage.Rounds;
import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** SIGTERM, with the settings that a service has by default. */
@Tag("faults")
class SigtermTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final String DELAY = "datastorage.shutdown.delay=2s";
    private static final String PORTS_TOLD = "logging.level.org.springframework.boot.tomcat=info";
    private static final String EVENTS = "/api/v1/audit/events";

    private final Rounds rounds = Rounds.of("shutdowns", 1);

    /** What is the matter when it comes. */
    private enum Situation {
        QUEUE_STANDS, DATABASE_AWAY, DATABASE_FROZEN, IDLE
    }

    @Test
    void a_service_that_is_told_to_end_answers_what_it_took_and_is_gone_in_time() throws Exception {
        for (int round = 1; round <= rounds.wanted(); round++) {
            var situation = Situation.values()[(round - 1) % Situation.values().length];
            var took = switch (situation) {
                case QUEUE_STANDS -> whileTheQueueStands();
                case DATABASE_AWAY, DATABASE_FROZEN -> withoutDatabase(situation);
                case IDLE -> idle();
            };
            assertThat(took).isLessThanOrEqualTo(LONGEST);
            rounds.passed(round, "%s: gone after %d ms".formatted(situation, took.toMillis()));
        }
    }

    private Duration whileTheQueueStands() throws SQLException {
        try (var database = TestDatabase.migrated();
                var service = ServiceProcess.on(database, DELAY, PORTS_TOLD);
                var clients = Clients.start(Load.mixed(32, 50, Rounds.seed()), List.of(service::api))) {
            clients.awaitAcknowledged(500 + rounds.random().nextInt(500));
            long told;
            CompletableFuture<Void> stopped;
            try (var holder = database.superuser().getConnection(); var lock = holder.createStatement()) {
                lock.execute("SELECT pg_advisory_lock('log_states'::regclass::oid::bigint)");
                told = System.nanoTime();
                service.terminate();
                for (var port : List.of(service.api(), service.management())) {
                    await().pollInterval(Duration.ofMillis(10)).untilAsserted(() -> assertThat(
                            port.get("/readyz").body()).contains("\"shutting_down\""));
                }
                stopped = CompletableFuture.runAsync(clients::stop, Thread::startVirtualThread);
                var read = service.api().get(EVENTS);
                assertThat(read.statusCode()).isEqualTo(200);
                assertThat(read.headers().firstValue("Connection")).hasValue("close");
                var late = CompletableFuture.supplyAsync(() -> service.api().post(EVENTS,
                        GatewayEvents.event(-1, "late", Instant.now())), Thread::startVirtualThread);
                // Only Tomcat's log tells that its port is closed.
                await().pollInterval(Duration.ofMillis(10))
                        .until(() -> service.log().contains("Commencing graceful shutdown"));
                assertThat(late).isNotDone();
                lock.execute("SELECT pg_advisory_unlock_all()");
                assertThat(late.join().statusCode()).isEqualTo(201);
            }
            stopped.join();
            service.awaitEnd();
            var took = Duration.ofNanos(System.nanoTime() - told);
            assertThat(clients.unanswered()).isZero();
            assertThat(clients.refusals()).isEmpty();
            new Oracle(database, clients.receipts(), List.of()).finalLook();
            return took;
        }
    }

    private Duration withoutDatabase(Situation situation) throws InterruptedException {
        try (var postgres = PostgresProcess.create(Map.of());
                var forwarder = Forwarder.start(Ports.free(), postgres.port())) {
            var database = TestDatabase.migratedOn(postgres.port());
            try (var service = ServiceProcess.on(database.on(forwarder.port()), DELAY);
                    var clients = Clients.start(Load.mixed(32, 50, Rounds.seed()), List.of(service::api))) {
                clients.awaitAcknowledged(500 + rounds.random().nextInt(500));
                if (situation == Situation.DATABASE_AWAY) {
                    forwarder.close();
                } else {
                    postgres.freeze();
                }
                rounds.pause(1_000);
                service.terminate();
                var took = service.awaitEnd();
                postgres.thaw();
                clients.stop();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                new Oracle(database, clients.receipts(), List.of()).finalLook();
                return took;
            }
        }
    }

    private static Duration idle() {
        try (var database = TestDatabase.migrated(); var service = ServiceProcess.on(database, DELAY)) {
            service.terminate();
            return service.awaitEnd();
        }
    }
}
