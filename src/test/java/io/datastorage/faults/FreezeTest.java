package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.Auditor;
import io.datastorage.Clients;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.PostgresProcess;
import io.datastorage.Rounds;
import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every timeout is shorter than what it is frozen for. */
@Tag("faults")
class FreezeTest {
    private static final long FROZEN_MILLIS = 4_000;
    private static final String[] SETTINGS = {"spring.datasource.hikari.data-source-properties.socketTimeout=2",
            "spring.datasource.hikari.data-source-properties.connectTimeout=1", "datastorage.append.lock-wait=500ms",
            "datastorage.append.hold-for=1s"};

    private final Rounds rounds = Rounds.of("freezes", 1);

    /** What stands still. */
    private enum Frozen {
        DATABASE, INSTANCE, BOTH
    }

    @Test
    void what_was_frozen_for_longer_than_every_timeout_goes_on_without_loss() throws InterruptedException {
        try (var postgres = PostgresProcess.create(Map.of())) {
            var database = TestDatabase.migratedOn(postgres.port());
            try (var one = ServiceProcess.on(database, SETTINGS);
                    var two = TestService.on(database, SETTINGS);
                    var auditor = Auditor.of(database, List.of(one::api, two::api));
                    var clients = Clients.start(Load.mixed(16, 100, Rounds.seed()).within(Duration.ofSeconds(2)),
                            List.of(one::api, two::api))) {
                var oracle = new Oracle(database, clients.receipts(), auditor.seen());
                for (int round = 1; round <= rounds.wanted(); round++) {
                    clients.awaitAcknowledged(200 + rounds.random().nextInt(2_000));
                    rounds.pause(100);
                    var frozen = Frozen.values()[(int) ((round + Rounds.seed()) % Frozen.values().length)];
                    var before = clients.acknowledged();
                    freeze(frozen, postgres, one);
                    if (frozen == Frozen.INSTANCE) {
                        assertThat(clients.acknowledged()).as("what the other instance took").isGreaterThan(before);
                    }
                    clients.awaitAcknowledged(1);
                    rounds.passed(round, "%s frozen: %,d records".formatted(frozen, oracle.look()));
                }
                clients.stop();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                auditor.close();
                rounds.passed(rounds.wanted(), "%,d records, %s".formatted(oracle.finalLook(), clients.summary()));
            }
        }
    }

    private static void freeze(Frozen what, PostgresProcess postgres, ServiceProcess service)
            throws InterruptedException {
        if (what != Frozen.DATABASE) {
            service.freeze();
        }
        if (what != Frozen.INSTANCE) {
            postgres.freeze();
        }
        Thread.sleep(FROZEN_MILLIS);
        if (what != Frozen.DATABASE) {
            service.thaw();
        }
        if (what != Frozen.INSTANCE) {
            postgres.thaw();
        }
    }
}
