package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Oracle;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** An appender dies at one step of one append, as its process would: its connection breaks, and it does nothing more. */
@Tag("faults")
class KilledAppenderTest {
    private final Rounds rounds = Rounds.of("steps", 20);

    /** Where it dies. */
    private enum Step {
        BEFORE_LOCK("SET TRANSACTION ISOLATION LEVEL", false), AFTER_LOCK("SET TRANSACTION ISOLATION LEVEL",
                true), BEFORE_COMMIT("INSERT INTO chain_heads", false), AFTER_COMMIT("INSERT INTO chain_heads", true);

        private final String sql;
        private final boolean after;

        Step(String sql, boolean after) {
            this.sql = sql;
            this.after = after;
        }
    }

    /** The end of a process; nothing catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Kills at a step of the append that is this many appends away, and stays dead. */
    private static final class Death implements InterceptedDataSource.Interceptor {
        private final Step step;
        private final AtomicInteger left;
        private volatile boolean dead;

        private Death(Step step, int appends) {
            this.step = step;
            this.left = new AtomicInteger(appends);
        }

        @Override
        public void before(Connection connection, String sql) throws SQLException {
            if (dead) {
                throw new Killed();
            }
            dieAt(connection, sql, false);
        }

        @Override
        public void after(Connection connection, String sql) throws SQLException {
            dieAt(connection, sql, true);
        }

        private void dieAt(Connection connection, String sql, boolean after) throws SQLException {
            if (after == step.after && sql.startsWith(step.sql) && left.getAndDecrement() == 0) {
                dead = true;
                connection.abort(Runnable::run);
                throw new Killed();
            }
        }
    }

    @Test
    void an_appender_killed_at_any_step_leaves_each_request_stored_once() throws InterruptedException {
        try (TestDatabase database = TestDatabase.migrated()) {
            TestLedger.smallSegments(database);
            AtomicReference<Appender> current = new AtomicReference<>();
            Map<Step, Integer> deaths = new EnumMap<>(Step.class);
            Death death = start(database, current, deaths);
            try (AppendClients clients = AppendClients.start(8, Rounds.seed(), List.of(current::get))) {
                Oracle oracle = new Oracle(database, clients.receipts(), List.of());
                for (int round = 1; round <= rounds.wanted(); round++) {
                    Death awaited = death;
                    await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(2))
                            .until(() -> awaited.dead || !clients.content());
                    Appender dead = current.get();
                    death = start(database, current, deaths);
                    dead.close();
                    if (round % 10 == 0) {
                        rounds.passed(round, "%,d records, %s".formatted(oracle.look(), deaths));
                    }
                }
                clients.stop();
                assertThat(deaths).hasSize(Step.values().length);
                rounds.passed(rounds.wanted(), "%,d records, %,d acknowledged".formatted(oracle.finalLook(),
                        clients.receipts().size()));
            } finally {
                current.get().close();
            }
        }
    }

    private Death start(TestDatabase database, AtomicReference<Appender> current, Map<Step, Integer> deaths) {
        Step step = Step.values()[rounds.random().nextInt(Step.values().length)];
        deaths.merge(step, 1, Integer::sum);
        Death death = new Death(step, rounds.random().nextInt(20));
        current.set(TestLedger.appender(new InterceptedDataSource(database.application(), death)));
        return death;
    }
}
