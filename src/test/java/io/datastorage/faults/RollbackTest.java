package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Clients;
import io.datastorage.Forwarder;
import io.datastorage.GatewayEvents;
import io.datastorage.Load;
import io.datastorage.PostgresProcess;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.TestService;
import io.datastorage.ledger.TestAppends;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The service finds another log behind its address than the one it signed. Nothing may be appended to that. */
@Tag("faults")
class RollbackTest {
    private static final String EVENTS = "/api/v1/audit/events";

    /** Signed so seldom that an append would come before the next comparison. */
    private static final String[] SETTINGS = {"spring.datasource.hikari.data-source-properties.socketTimeout=5",
            "datastorage.signing.interval=2s"};

    /** More than the service appends after the fork. */
    private static final int MORE_THAN_WAS_SIGNED = 1_500;

    private final Rounds rounds = Rounds.of("rollbacks", 1);
    private final PostgresProcess primary = PostgresProcess.create(Map.of());
    private final Forwarder address = Forwarder.start(0, primary.port());
    private final TestDatabase database = TestDatabase.migratedOn(address.port());

    /** How the other log came about. */
    private enum Loss {
        TAIL_LOST, RESTORED, FORKED, FORKED_AHEAD
    }

    @AfterEach
    void end() {
        address.close();
        primary.close();
    }

    @Test
    void a_log_that_is_not_the_signed_one_is_found_at_start_and_not_appended_to() {
        for (int round = 1; round <= rounds.wanted(); round++) {
            var loss = loss(round);
            PostgresProcess lost;
            try (var service = TestService.on(database, SETTINGS)) {
                lost = lose(loss, service);
            }
            try (var other = lost) {
                address.switchTo(other.port());
                var log = database.on(other.port());
                var size = size(log);
                try (var service = TestService.starting(database)) {
                    awaitRefusal(service);
                    var answer = service.api().post(EVENTS, GatewayEvents.event(-1, "on-top", Instant.now()));
                    assertThat(answer.statusCode()).isEqualTo(503);
                }
                assertThat(size(log)).isEqualTo(size);
                rounds.passed(round, "%s, found at start with %,d records".formatted(loss, size));
            }
            address.switchTo(primary.port());
        }
    }

    @Test
    void a_log_that_is_exchanged_under_a_running_service_is_found_and_not_appended_to() {
        for (int round = 1; round <= rounds.wanted(); round++) {
            var loss = loss(round);
            try (var service = TestService.on(database, SETTINGS)) {
                try (var other = lose(loss, service);
                        var clients = Clients.start(Load.mixed(8, 20, rounds.random().nextLong()),
                                List.of(service::api))) {
                    clients.awaitAcknowledged(100);
                    var log = database.on(other.port());
                    var size = size(log);
                    address.switchTo(other.port());
                    awaitRefusal(service);
                    clients.close();
                    assertThat(size(log)).isEqualTo(size);
                    rounds.passed(round, "%s, found by a running service with %,d records".formatted(loss, size));
                }
            }
            address.switchTo(primary.port());
        }
    }

    private Loss loss(int round) {
        return Loss.values()[(int) ((round + Rounds.seed()) % Loss.values().length)];
    }

    /** Has the service append and sign, and makes a server that lacks some of it, or has something else. */
    private PostgresProcess lose(Loss loss, TestService service) {
        post(service);
        var other = loss == Loss.TAIL_LOST ? primary.standby() : primary.copy();
        if (loss == Loss.TAIL_LOST) {
            other.detach();
        }
        post(service);
        awaitSigned(service);
        if (loss == Loss.TAIL_LOST) {
            other.promote();
        } else {
            other.start();
        }
        if (loss == Loss.FORKED || loss == Loss.FORKED_AHEAD) {
            var events = loss == Loss.FORKED ? 1 + rounds.random().nextInt(100) : MORE_THAN_WAS_SIGNED;
            TestAppends.append(database.on(other.port()),
                    IntStream.range(0, events).mapToObj(_ -> TestEvents.event("fork")).toList());
        }
        return other;
    }

    private void post(TestService service) {
        try (var clients = Clients.start(Load.mixed(4, 50, rounds.random().nextLong()), List.of(service::api))) {
            clients.awaitAcknowledged(1 + rounds.random().nextInt(300));
            clients.stop();
        }
    }

    private void awaitSigned(TestService service) {
        var size = size(database);
        await().atMost(Duration.ofMinutes(1)).until(() -> Checkpoint.parse(
                SignedNote.parse(service.api().get("/api/v1/log/checkpoint").body()).text()).size() == size);
    }

    private static void awaitRefusal(TestService service) {
        await().atMost(Duration.ofMinutes(1)).until(
                () -> service.api().get("/readyz").body().contains("\"log_mismatch\""));
    }

    private static long size(TestDatabase database) {
        return JdbcClient.create(database.superuser()).sql("SELECT count(*) FROM audit_events").query(Long.class)
                .single();
    }
}
