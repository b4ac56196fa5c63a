package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Clients;
import io.datastorage.DatabaseProxy;
import io.datastorage.DatabaseProxy.Moment;
import io.datastorage.GatewayEvents;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** Connections break, or stand still, at one message of an append. */
@Tag("faults")
class ProxiedAppendTest {
    private static final String EVENTS = "/api/v1/audit/events";
    private static final Set<Moment> MOMENTS = EnumSet.complementOf(EnumSet.of(Moment.NEVER));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
    void an_append_cut_at_any_message_is_stored_once_whether_or_not_it_was_stored_when_cut(Moment moment) {
        try (var database = TestDatabase.migrated(); var proxy = new DatabaseProxy(database)) {
            var retry = new HeldConnections(through(proxy, database));
            try (Appender appender = TestLedger.appender(retry.source())) {
                List<Receipt> before = TestLedger.append(appender, List.of(TestEvents.event("a")));
                retry.hold();
                proxy.cut(moment, 1);
                var outcome = CompletableFuture.supplyAsync(
                        () -> TestLedger.append(appender, List.of(TestEvents.event("a"), TestEvents.event("b"))));
                // The attempt that is cut has the first connection; who asks for another one has noticed.
                retry.awaitSecond();
                assertThat(proxy.armed()).isZero();
                assertThat(outcome).isNotDone();
                assertThat(TestLedger.check(database)).as("records when it was cut")
                        .isEqualTo(moment == Moment.AFTER_COMMIT ? 3 : 1);
                retry.release();
                assertThat(outcome.join()).extracting(Receipt::logIndex).containsExactly(1L, 2L);
                assertThat(before).extracting(Receipt::logIndex).containsExactly(0L);
                var stored = TestLedger.records(database);
                assertThat(stored).hasSize(3);
                assertThat(outcome.join()).allSatisfy(receipt -> assertThat(receipt.eventHash())
                        .isEqualTo(stored.get((int) receipt.logIndex()).eventHash()));
                assertThat(TestLedger.check(database)).isEqualTo(3);
            }
        }
    }

    @Test
    void connections_cut_under_load_lose_nothing_and_store_nothing_twice() {
        var rounds = Rounds.of("cuts", 2);
        try (var database = TestDatabase.migrated();
                var proxy = new DatabaseProxy(database);
                var service = TestService.on(database, proxy.setting(database), "datastorage.append.hold-for=60s");
                var clients = Clients.start(Load.mixed(8, 60, Rounds.seed()), List.of(service::api))) {
            var oracle = new Oracle(database, clients.receipts(), List.of());
            for (int round = 1; round <= rounds.wanted(); round++) {
                for (Moment moment : MOMENTS) {
                    clients.awaitAcknowledged(rounds.random().nextInt(200));
                    proxy.cut(moment, 1 + rounds.random().nextInt(4));
                    await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5))
                            .until(() -> proxy.armed() == 0);
                    clients.awaitAcknowledged(1);
                }
                rounds.passed(round, "%,d records".formatted(oracle.look()));
            }
            clients.stop();
            assertThat(clients.refusals()).isEmpty();
            assertThat(clients.givenUp()).isZero();
            rounds.passed(rounds.wanted(), "%,d records, %s".formatted(oracle.finalLook(), clients.summary()));
        }
    }

    @Test
    void an_instance_frozen_in_the_middle_of_its_rows_does_not_stop_the_other() {
        try (var database = TestDatabase.migrated();
                var proxy = new DatabaseProxy(database);
                var frozen = TestService.on(database, proxy.setting(database), "datastorage.append.hold-for=60s");
                var other = TestService.on(database, "datastorage.append.lock-wait=500ms");
                var clients = Clients.start(Load.mixed(8, 60, Rounds.seed()), List.of(frozen::api))) {
            for (int round = 1; round <= 2; round++) {
                clients.awaitAcknowledged(100);
                proxy.freeze(Moment.IN_COPY);
                await().atMost(Duration.ofMinutes(1)).until(() -> proxy.armed() == 0);
                var answer = other.api().post(EVENTS, GatewayEvents.event(-1, "other-" + round, Instant.now()));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                assertThat(other.management().get("/metrics").body())
                        .contains("datastorage_append_terminated_holders_total " + round + ".0");
            }
            clients.awaitAcknowledged(100);
            clients.stop();
            assertThat(clients.refusals()).isEmpty();
            new Oracle(database, clients.receipts(), List.of()).finalLook();
        }
    }

    private static DataSource through(DatabaseProxy proxy, TestDatabase database) {
        var direct = (PGSimpleDataSource) database.application();
        var source = new PGSimpleDataSource();
        source.setUrl(proxy.url(database));
        source.setUser(direct.getUser());
        source.setPassword(direct.getPassword());
        return source;
    }

    /** Gives out one more connection when told to hold, and no second one before it is released. */
    private static final class HeldConnections implements InterceptedDataSource.Interceptor {
        private final DataSource source;
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean holds;
        private volatile boolean given;

        HeldConnections(DataSource source) {
            this.source = new InterceptedDataSource(source, this);
        }

        DataSource source() {
            return source;
        }

        void hold() {
            holds = true;
        }

        void awaitSecond() {
            await().atMost(Duration.ofMinutes(1)).until(() -> asked.getCount() == 0);
        }

        void release() {
            released.countDown();
        }

        @Override
        public void before(Connection connection, String sql) {
            if (!holds || !sql.isEmpty()) {
                return;
            }
            if (given) {
                asked.countDown();
                await().atMost(Duration.ofMinutes(1)).until(() -> released.getCount() == 0);
            }
            given = true;
        }
    }
}
