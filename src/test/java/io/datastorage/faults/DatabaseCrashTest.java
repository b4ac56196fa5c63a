package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.Auditor;
import io.datastorage.Clients;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.PostgresProcess;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

@Tag("faults")
class DatabaseCrashTest {
    private final Rounds rounds = Rounds.of("crashes", 2);

    @Test
    void postgresql_that_crashes_under_load_loses_nothing_that_was_acknowledged() throws InterruptedException {
        try (var postgres = PostgresProcess.create(Map.of())) {
            var database = TestDatabase.migratedOn(postgres.port());
            try (var service = TestService.on(database);
                    var auditor = Auditor.of(database, List.of(service::api));
                    var clients = Clients.start(Load.mixed(16, 100, Rounds.seed()), List.of(service::api))) {
                var oracle = new Oracle(database, clients.receipts(), auditor.seen());
                for (int round = 1; round <= rounds.wanted(); round++) {
                    clients.awaitAcknowledged(200 + rounds.random().nextInt(2_000));
                    rounds.pause(100);
                    var immediate = rounds.random().nextBoolean();
                    if (immediate) {
                        postgres.stopImmediately();
                    } else {
                        postgres.kill();
                    }
                    rounds.pause(300);
                    postgres.start();
                    clients.awaitAcknowledged(1);
                    rounds.passed(round, "PostgreSQL %s: %,d records".formatted(
                            immediate ? "stopped immediately" : "killed", oracle.look()));
                }
                clients.stop();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                auditor.close();
                rounds.passed(rounds.wanted(), "%,d records, %s".formatted(oracle.finalLook(), clients.summary()));
            }
        }
    }
}
