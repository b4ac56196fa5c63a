package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.Auditor;
import io.datastorage.Clients;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.Rounds;
import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import io.datastorage.ledger.TestLedger;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

@Tag("faults")
class InstanceKillTest {
    private static final String[] SETTINGS = {"datastorage.append.lock-wait=500ms"};

    /** With fewer, segments are made smaller, so that appends are killed at their ends, too. */
    private static final int ROUNDS_TO_A_SECOND_SEGMENT = 50;

    private final Rounds rounds = Rounds.of("kills", 2);
    private final List<AtomicReference<ServiceProcess>> instances = List.of(new AtomicReference<>(),
            new AtomicReference<>());

    @Test
    void instances_killed_under_load_lose_nothing_and_store_nothing_twice() throws InterruptedException {
        try (var database = TestDatabase.migrated()) {
            if (rounds.wanted() < ROUNDS_TO_A_SECOND_SEGMENT) {
                TestLedger.smallSegments(database, 120);
            }
            instances.forEach(instance -> instance.set(ServiceProcess.starting(database, SETTINGS)));
            instances.forEach(instance -> instance.get().awaitReady());
            List<Supplier<Http>> servers = instances.stream()
                    .<Supplier<Http>>map(instance -> () -> instance.get().api()).toList();
            try (var auditor = Auditor.of(database, servers);
                    var clients = Clients.start(Load.mixed(8, 60, Rounds.seed()).pausing(500), servers)) {
                var oracle = new Oracle(database, clients.receipts(), auditor.seen());
                for (int kill = 1; kill <= rounds.wanted(); kill++) {
                    clients.awaitAcknowledged(50 + rounds.random().nextInt(500));
                    rounds.pause(100);
                    var killed = instances.get(rounds.random().nextInt(2));
                    killed.get().kill();
                    if (kill < rounds.wanted() && rounds.random().nextInt(4) == 0) {
                        // Both: nobody serves.
                        kill++;
                        var other = instances.get(1 - instances.indexOf(killed));
                        other.get().kill();
                        other.set(ServiceProcess.starting(database, SETTINGS));
                    }
                    killed.set(ServiceProcess.starting(database, SETTINGS));
                    instances.forEach(instance -> instance.get().awaitReady());
                    rounds.passed(kill, "%,d records".formatted(oracle.look()));
                }
                clients.stop();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                auditor.close();
                rounds.passed(rounds.wanted(), "%,d records in %d segments, %s".formatted(oracle.finalLook(),
                        segments(database), clients.summary()));
            } finally {
                instances.forEach(instance -> instance.get().close());
            }
        }
    }

    private static int segments(TestDatabase database) {
        return JdbcClient.create(database.superuser())
                .sql("SELECT count(*) FROM log_segments").query(Integer.class).single();
    }
}
