package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Auditor;
import io.datastorage.Clients;
import io.datastorage.Forwarder;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.PostgresProcess;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The service reaches whatever server is the primary through one port. */
@Tag("faults")
class PromotionTest {
    private static final String[] SETTINGS = {"spring.datasource.hikari.data-source-properties.socketTimeout=5",
            "datastorage.append.lock-wait=500ms"};

    private final Rounds rounds = Rounds.of("promotions", 2);

    /** How the primary ends. */
    private enum End {
        KILLED, FROZEN, WAIT_CANCELLED, WAIT_TERMINATED
    }

    @Test
    void a_promoted_synchronous_standby_has_everything_that_was_acknowledged() throws InterruptedException {
        var primary = PostgresProcess.create(Map.of());
        PostgresProcess standby = null;
        try (var address = Forwarder.start(0, primary.port())) {
            var database = TestDatabase.migratedOn(address.port());
            try (var one = TestService.on(database, SETTINGS);
                    var two = TestService.on(database, SETTINGS);
                    var auditor = Auditor.of(database, List.of(one::api, two::api));
                    var clients = Clients.start(Load.mixed(16, 100, Rounds.seed()), List.of(one::api, two::api))) {
                var oracle = new Oracle(database, clients.receipts(), auditor.seen());
                for (int round = 1; round <= rounds.wanted(); round++) {
                    standby = primary.standby();
                    primary.synchronous(true);
                    clients.awaitAcknowledged(200 + rounds.random().nextInt(2_000));
                    rounds.pause(100);
                    var end = End.values()[(int) ((round + Rounds.seed()) % End.values().length)];
                    end(primary, standby, end);
                    standby.promote();
                    address.switchTo(standby.port());
                    primary.close();
                    primary = standby;
                    oracle.look();
                    one.awaitReady();
                    two.awaitReady();
                    clients.awaitAcknowledged(1);
                    rounds.passed(round, "primary %s: %,d records".formatted(end, oracle.look()));
                }
                clients.stop();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                auditor.close();
                rounds.passed(rounds.wanted(), "%,d records, %s".formatted(oracle.finalLook(), clients.summary()));
            }
        } finally {
            primary.close();
            if (standby != null) {
                standby.close();
            }
        }
    }

    private void end(PostgresProcess primary, PostgresProcess standby, End end) throws InterruptedException {
        switch (end) {
            case KILLED -> primary.kill();
            case FROZEN -> primary.freeze();
            case WAIT_CANCELLED -> endWaits(primary, standby, "pg_cancel_backend");
            case WAIT_TERMINATED -> endWaits(primary, standby, "pg_terminate_backend");
        }
    }

    /** Commits whose wait for the standby is ended are visible, and yet the standby does not have them. */
    private void endWaits(PostgresProcess primary, PostgresProcess standby, String how) throws InterruptedException {
        standby.detach();
        var superuser = JdbcClient.create(primary.superuser());
        for (int times = 1 + rounds.random().nextInt(3); times > 0; times--) {
            await().atMost(Duration.ofMinutes(1)).until(() -> !superuser.sql(
                    "SELECT %s(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'".formatted(how))
                    .query(Boolean.class).list().isEmpty());
            rounds.pause(300);
        }
        primary.kill();
    }
}
