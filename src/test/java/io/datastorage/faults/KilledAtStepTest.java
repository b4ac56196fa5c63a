package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Auditor;
import io.datastorage.Clients;
import io.datastorage.DatabaseProxy;
import io.datastorage.DatabaseProxy.Moment;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.Rounds;
import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A process is killed while its append stands still at a known step; another one, that reaches the database, goes on. */
@Tag("faults")
class KilledAtStepTest {
    private static final String LOCK_WAIT = "datastorage.append.lock-wait=500ms";
    private static final List<Moment> STEPS = List.copyOf(EnumSet.complementOf(EnumSet.of(Moment.NEVER)));

    private final Rounds rounds = Rounds.of("steps-killed", 2);

    @Test
    void a_process_killed_at_any_step_of_an_append_leaves_each_request_stored_once() {
        try (var database = TestDatabase.migrated();
                var proxy = new DatabaseProxy(database);
                var other = TestService.on(database, LOCK_WAIT)) {
            var victim = new AtomicReference<>(ServiceProcess.on(database, LOCK_WAIT, proxy.setting(database)));
            List<Supplier<Http>> servers = List.of(() -> victim.get().api(), other::api);
            try (var auditor = Auditor.of(database, servers);
                    var clients = Clients.start(Load.mixed(6, 60, Rounds.seed()).pausing(200)
                            .retrying(Load.Retry.LIKE_THE_GATEWAY), servers)) {
                var oracle = new Oracle(database, clients.receipts(), auditor.seen());
                Map<Moment, Integer> deaths = new EnumMap<>(Moment.class);
                for (int round = 1; round <= rounds.wanted(); round++) {
                    clients.awaitAcknowledged(50 + rounds.random().nextInt(200));
                    var step = STEPS.get((int) ((round + Rounds.seed()) % STEPS.size()));
                    proxy.freeze(step);
                    await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5))
                            .until(() -> proxy.armed() == 0);
                    victim.get().kill();
                    proxy.letGo();
                    deaths.merge(step, 1, Integer::sum);
                    victim.set(ServiceProcess.on(database, LOCK_WAIT, proxy.setting(database)));
                    rounds.passed(round, "killed at %s: %,d records".formatted(step, oracle.look()));
                }
                clients.stop();
                assertThat(clients.givenUp()).isZero();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                auditor.close();
                rounds.passed(rounds.wanted(), "%s, %,d records, %s".formatted(deaths, oracle.finalLook(),
                        clients.summary()));
            } finally {
                victim.get().close();
            }
        }
    }
}
