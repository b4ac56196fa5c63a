package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.Executors;

class FrozenHolderTest {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(6);

    private static final String WAITING = """
            SELECT count(*)
              FROM pg_locks
             WHERE locktype = 'advisory' AND NOT granted AND objid = 'log_states'::regclass::oid
            """;

    /** The request is held for less than twice the wait: it is in vain if the wait begins anew. */
    @Test
    void a_holder_that_froze_while_it_was_waited_for_is_terminated_when_its_own_silence_has_lasted() throws Exception {
        AppendSettings settings = new AppendSettings(
                100, DataSize.ofMegabytes(1), 100, DataSize.ofMegabytes(1), LOCK_WAIT.multipliedBy(15).dividedBy(8),
                LOCK_WAIT);
        try (var database = TestDatabase.migrated();
                Connection frozen = database.application().getConnection();
                Appender appender = TestLedger.appender(database.application(), settings);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            AppendLock.take(frozen, LOCK_WAIT);
            var outcome = clients.submit(() -> TestLedger.post(appender, TestLedger.request(TestEvents.event("a"))));
            await().atMost(Duration.ofMinutes(1)).until(() -> TestLedger.count(database, WAITING) == 1);
            assertThat(TestLedger.count(frozen, "SELECT 1")).isOne();
            assertThat(outcome.get()).isInstanceOf(AppendOutcome.Stored.class);
            assertThat(TestLedger.check(database)).isOne();
        }
    }
}
