package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Nothing is appended to a database that was not compared with what was signed. */
@Timeout(60)
class ComparisonTest {
    private static final AppendSettings IMPATIENT = new AppendSettings(100, DataSize.ofMegabytes(1), 100,
            DataSize.ofMegabytes(1), Duration.ofMillis(400), Duration.ofSeconds(1));
    private static final String ORIGIN = "log.example.com/1/0";

    private final TestDatabase database = TestDatabase.migrated();

    @AfterEach
    void the_whole_log_verifies() {
        try (database) {
            TestLedger.check(database);
        }
    }

    private LogStates.Seen seen() {
        return new LogStates(database.application()).seen();
    }

    private static AppendOutcome post(Appender appender) {
        return TestLedger.post(appender, TestLedger.request(TestEvents.event("a")));
    }

    @Test
    void an_append_waits_for_the_first_comparison() {
        try (Appender appender = TestLedger.appender(database.application())) {
            appender.demandComparison();
            var posted = CompletableFuture.supplyAsync(() -> post(appender));
            await().until(appender::awaitsComparison);
            assertThat(posted).isNotDone();
            assertThat(appender.origin()).isEmpty();
            // Its answer would lack the origin, and perhaps be of another log.
            assertThatThrownBy(() -> appender.earlier(new RequestIdentity(TestLedger.bytes(1), TestLedger.bytes(2)),
                    Deadline.in(Duration.ZERO))).isInstanceOf(DataAccessException.class);
            appender.compared(new Compared(seen().server(), seen().log(), ORIGIN));
            assertThat(posted.join()).isInstanceOf(AppendOutcome.Stored.class);
            assertThat(appender.awaitsComparison()).isFalse();
            assertThat(appender.origin()).contains(ORIGIN);
        }
    }

    @Test
    void a_comparison_of_another_server_does_not_count() {
        try (Appender appender = TestLedger.appender(database.application(), IMPATIENT)) {
            appender.demandComparison();
            appender.compared(new Compared("an earlier start", seen().log(), ORIGIN));
            assertThat(post(appender)).isInstanceOf(AppendOutcome.Unavailable.class);
            assertThat(TestLedger.check(database)).isZero();
            appender.compared(new Compared(seen().server(), seen().log(), ORIGIN));
            assertThat(post(appender)).isInstanceOf(AppendOutcome.Stored.class);
        }
    }

    @Test
    void a_copy_on_the_same_server_is_another() {
        try (TestDatabase copy = database.copy()) {
            assertThat(new LogStates(copy.application()).seen().server()).isNotEqualTo(seen().server());
        }
    }

    @Test
    void an_instance_that_saw_only_the_beginning_does_not_append_to_a_log_that_lost_its_end() {
        try (Appender other = TestLedger.appender(database.application());
                Appender appender = TestLedger.appender(database.application())) {
            appender.demandComparison();
            appender.compared(new Compared(seen().server(), seen().log(), ORIGIN));
            assertThat(post(appender)).isInstanceOf(AppendOutcome.Stored.class);
            LogStates.Seen before = seen();
            post(other);
            appender.compared(new Compared(seen().server(), seen().log(), ORIGIN));
            TestLedger.execute(database.superuser(),
                    "SET session_replication_role = replica; ALTER TABLE audit_events_0 DISABLE TRIGGER USER;"
                            + " DELETE FROM log_states WHERE size > 1; DELETE FROM audit_events WHERE log_index > 0;"
                            + " DELETE FROM chain_heads WHERE log_index > 0; DELETE FROM ingest_requests");
            assertThat(seen().log().sameAs(before.log())).isTrue();
            assertThat(post(appender)).isInstanceOf(AppendOutcome.Stopped.class);
            assertThat(appender.mismatch()).hasValueSatisfying(why -> assertThat(why).contains("log indexes 1 to 1"));
            assertThat(TestLedger.check(database)).isEqualTo(1);
        }
    }

    @Test
    void a_log_of_the_signed_size_with_another_root_is_not_appended_to() {
        try (Appender other = TestLedger.appender(database.application());
                Appender appender = TestLedger.appender(database.application())) {
            post(other);
            appender.demandComparison();
            appender.compared(new Compared(seen().server(), new LogSnapshot(1, new byte[32]), ORIGIN));
            assertThat(post(appender)).isInstanceOf(AppendOutcome.Stopped.class);
        }
    }
}
