package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.Oracle;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Two appenders take every group in turns, so that what each remembers of the log is outdated every time. */
@Tag("faults")
class AppendRaceTest {
    private static final String GROUPS = "SELECT count(*) - 1 FROM log_states";

    private final Rounds rounds = Rounds.of("groups", 300);

    @Test
    void two_appenders_that_race_for_the_lock_never_fork() throws InterruptedException {
        try (TestDatabase database = TestDatabase.migrated();
                HikariDataSource pool = TestLedger.appendPool(database);
                Appender one = TestLedger.appender(pool);
                Appender two = TestLedger.appender(pool);
                AppendClients clients = AppendClients.start(4, Rounds.seed(), List.of(() -> one, () -> two))) {
            await().atMost(Duration.ofMinutes(20)).pollInterval(Duration.ofMillis(200)).until(
                    () -> TestLedger.count(database, GROUPS) >= rounds.wanted() || !clients.content()
                            || one.mismatch().isPresent() || two.mismatch().isPresent());
            assertThat(one.mismatch()).isEmpty();
            assertThat(two.mismatch()).isEmpty();
            clients.stop();
            Oracle oracle = new Oracle(database, clients.receipts(), List.of());
            rounds.passed(rounds.wanted(), "%,d records in %,d groups".formatted(oracle.finalLook(),
                    TestLedger.count(database, GROUPS)));
        }
    }

    /** One of them is shown the state before the newest now and then, as if it had read it before it had the lock. */
    @Test
    void an_appender_that_is_shown_an_outdated_state_is_stopped_by_itself_or_by_the_schema() throws Exception {
        AtomicBoolean outdated = new AtomicBoolean();
        AtomicInteger shown = new AtomicInteger();
        try (TestDatabase database = TestDatabase.migrated(); HikariDataSource pool = TestLedger.appendPool(database)) {
            DataSource lying = new InterceptedDataSource(pool, new InterceptedDataSource.Interceptor() {
                @Override
                public String replace(String sql) {
                    if (sql.contains(LogTables.NOW) && outdated.getAndSet(false)) {
                        shown.incrementAndGet();
                        return sql.replace(LogTables.NOW, LogTables.NOW + " OFFSET 1");
                    }
                    return sql;
                }
            });
            AtomicReference<Appender> misled = new AtomicReference<>(TestLedger.appender(lying));
            try (Appender other = TestLedger.appender(pool);
                    AppendClients clients = AppendClients.start(4, Rounds.seed(),
                            List.of(() -> other, misled::get))) {
                Oracle oracle = new Oracle(database, clients.receipts(), List.of());
                int stops = Math.max(5, rounds.wanted() / 100);
                for (int stop = 0; stop < stops; stop++) {
                    rounds.pause(100);
                    await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(2)).until(() -> {
                        // Again, since a group of nothing but repetitions appends nothing.
                        outdated.set(true);
                        return misled.get().mismatch().isPresent() || !clients.content();
                    });
                    outdated.set(false);
                    oracle.look();
                    misled.getAndSet(TestLedger.appender(lying)).close();
                }
                clients.stop();
                assertThat(shown).hasValueGreaterThanOrEqualTo(stops);
                rounds.passed(stops, "shown an outdated state %d times, %,d records".formatted(shown.get(),
                        oracle.finalLook()));
            } finally {
                misled.get().close();
            }
        }
    }
}
