package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.List;

@Timeout(60)
class FailoverTest {
    private static final AppendSettings IMPATIENT = new AppendSettings(100, DataSize.ofMegabytes(1), 100,
            DataSize.ofMegabytes(1), Duration.ofMillis(300), Duration.ofMillis(100));

    @Test
    void a_record_that_was_only_read_may_be_lost() {
        try (TestDatabase database = TestDatabase.migrated()) {
            FaultyDataSource faulty = new FaultyDataSource(database.application());
            try (Appender other = TestLedger.appender(database.application());
                    Appender appender = TestLedger.appender(faulty, IMPATIENT)) {
                TestLedger.append(appender, List.of(TestEvents.event("a")));
                TestLedger.append(other, List.of(TestEvents.event("a")));
                faulty.failBeforeCommit(Integer.MAX_VALUE);
                assertThat(TestLedger.post(appender, TestLedger.request(TestEvents.event("a"))))
                        .isInstanceOf(AppendOutcome.Unavailable.class);
                // The new primary lacks the other's record, whose commit did not wait and which nobody was told of.
                TestLedger.execute(database.superuser(),
                        "SET session_replication_role = replica; ALTER TABLE audit_events_0 DISABLE TRIGGER USER;"
                                + " DELETE FROM log_states WHERE size > 1; DELETE FROM audit_events WHERE log_index > 0;"
                                + " DELETE FROM chain_heads WHERE log_index > 0");
                faulty.failBeforeCommit(0);
                assertThat(TestLedger.append(appender, List.of(TestEvents.event("a"))).getFirst().logIndex())
                        .isEqualTo(1);
                assertThat(TestLedger.check(database)).isEqualTo(2);
            }
        }
    }
}
