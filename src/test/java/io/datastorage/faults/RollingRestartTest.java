package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.Auditor;
import io.datastorage.Clients;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.Rounds;
import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

@Tag("faults")
class RollingRestartTest {
    private final Rounds rounds = Rounds.of("restarts", 2);

    /** Nobody tells the clients which instance is down: their second try goes to the other one. */
    @Test
    void instances_restarted_in_turn_under_load_cost_a_client_that_tries_three_times_nothing()
            throws InterruptedException {
        try (var database = TestDatabase.migrated()) {
            var instances = List.of(new AtomicReference<>(ServiceProcess.starting(database)),
                    new AtomicReference<>(ServiceProcess.starting(database)));
            instances.forEach(instance -> instance.get().awaitReady());
            List<Supplier<Http>> servers = instances.stream()
                    .<Supplier<Http>>map(instance -> () -> instance.get().api()).toList();
            var load = Load.mixed(16, 50, Rounds.seed()).retrying(Load.Retry.LIKE_THE_GATEWAY).pausing(50);
            try (var auditor = Auditor.of(database, servers); var clients = Clients.start(load, servers)) {
                var oracle = new Oracle(database, clients.receipts(), auditor.seen());
                for (int turn = 1; turn <= rounds.wanted(); turn++) {
                    clients.awaitAcknowledged(200 + rounds.random().nextInt(500));
                    rounds.pause(100);
                    var restarted = instances.get(turn % 2);
                    restarted.get().terminate();
                    var took = restarted.get().awaitEnd();
                    restarted.set(ServiceProcess.starting(database));
                    restarted.get().awaitReady();
                    rounds.passed(turn, "gone after %d ms, %,d records, %d times no answer".formatted(took.toMillis(),
                            oracle.look(), clients.unanswered()));
                }
                clients.stop();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                assertThat(clients.givenUp()).isZero();
                auditor.close();
                rounds.passed(rounds.wanted(), "%,d records, %s".formatted(oracle.finalLook(), clients.summary()));
            } finally {
                instances.forEach(instance -> instance.get().close());
            }
        }
    }
}
