package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.PreparedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Faults come in pairs: "failed, and was not stored" and "failed, but was stored". */
@Timeout(60)
class AppendFaultTest {
    private final TestDatabase database = TestDatabase.migrated();
    private final FaultyDataSource faulty = new FaultyDataSource(database.application());
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void the_whole_log_verifies() {
        clients.shutdownNow();
        try (database) {
            TestLedger.check(database);
        }
    }

    @Test
    void a_commit_that_failed_and_was_not_stored_is_made_again() {
        try (Appender appender = TestLedger.appender(faulty)) {
            faulty.failBeforeCommit(3);
            List<Receipt> receipts = TestLedger.append(appender, List.of(TestEvents.event("a"), TestEvents.event("a")));
            assertThat(receipts).extracting(Receipt::logIndex).containsExactly(0L, 1L);
            assertStored(receipts, 2);
        }
    }

    @Test
    void a_commit_that_failed_but_was_stored_is_not_made_twice() {
        try (Appender appender = TestLedger.appender(faulty)) {
            faulty.failAfterCommit(1);
            List<Receipt> receipts = TestLedger.append(appender, List.of(TestEvents.event("a"), TestEvents.event("a")));
            assertStored(receipts, 2);
            faulty.failAfterCommit(3);
            assertStored(TestLedger.append(appender, List.of(TestEvents.event("b"))), 3);
        }
    }

    @Test
    void a_commit_that_failed_but_was_stored_is_found_behind_records_of_another_instance() {
        try (Appender other = TestLedger.appender(database.application());
                Appender appender = TestLedger.appender(faulty)) {
            for (int i = 0; i < 10; i++) {
                faulty.failAfterCommit(1);
                Future<List<Receipt>> doubtful = clients
                        .submit(() -> TestLedger.append(appender, List.of(TestEvents.event("a"))));
                TestLedger.append(other, List.of(TestEvents.event("a")));
                assertStored(await(doubtful), 2 * (i + 1));
            }
        }
    }

    @Test
    void a_commit_whose_wait_for_its_standby_was_cancelled_is_acknowledged_only_after_a_later_one_went_through() {
        standbyWaitEnds("pg_cancel_backend");
    }

    @Test
    void a_commit_whose_backend_was_terminated_in_its_wait_is_acknowledged_only_after_a_later_one_went_through() {
        standbyWaitEnds("pg_terminate_backend");
    }

    /** The warning says that the wait was cancelled, and sessions may be set to hear no warnings. */
    @Test
    void a_cancelled_wait_is_noticed_where_an_administrator_has_silenced_warnings() {
        superuser("ALTER ROLE %s IN DATABASE %s SET client_min_messages = error".formatted(TestDatabase.APPLICATION,
                database.name()));
        standbyWaitEnds("pg_cancel_backend");
    }

    private void standbyWaitEnds(String end) {
        try (Appender appender = TestLedger.appender(database.application(), new AppendSettings(
                100, DataSize.ofMegabytes(1), 100, DataSize.ofMegabytes(1), Duration.ofSeconds(60),
                Duration.ofSeconds(1)))) {
            TestLedger.append(appender, List.of(TestEvents.event("a")));
            superuser("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
            superuser("SELECT pg_reload_conf()");
            Future<List<Receipt>> posted;
            try {
                posted = clients.submit(() -> TestLedger.append(appender, List.of(TestEvents.event("a"))));
                long waiting = waitForStandby(0);
                superuser("SELECT %s(%d)".formatted(end, waiting));
                // The record is visible now, and yet no client may hear of it: a failover could lose it.
                await(() -> TestLedger.count(database, "SELECT count(*) FROM audit_events") == 2);
                long barrier = waitForStandby(end.equals("pg_cancel_backend") ? 0 : waiting);
                assertThat(posted).isNotDone();
                superuser("SELECT pg_cancel_backend(%d)".formatted(barrier));
                waitForStandby(0);
                assertThat(posted).isNotDone();
            } finally {
                superuser("ALTER SYSTEM RESET synchronous_standby_names");
                superuser("SELECT pg_reload_conf()");
            }
            assertStored(await(posted), 2);
        }
    }

    @Test
    void a_request_that_the_database_refuses_stays_out_alone() {
        PreparedEvent good = TestEvents.event("a");
        staysOutAlone(new PreparedEvent(good.event(), null, good.salt(), "not json".getBytes(UTF_8), null,
                good.outline()));
    }

    @Test
    @SuppressWarnings("NullAway") // Whatever it is that fails while others are being copied already.
    void a_request_that_has_no_entry_stays_out_alone() {
        PreparedEvent good = TestEvents.event("a");
        staysOutAlone(new PreparedEvent(good.event(), null, good.salt(), good.eventData(), null, null));
    }

    private void staysOutAlone(PreparedEvent bad) {
        try (Appender appender = TestLedger.appender(database.application())) {
            List<Future<AppendOutcome>> posted = new ArrayList<>();
            whileTheLogIsLocked(() -> {
                for (int i = 0; i < 10; i++) {
                    AppendRequest request = TestLedger.request(i == 4 ? bad : TestEvents.event("a"));
                    posted.add(clients.submit(() -> TestLedger.post(appender, request)));
                }
            });
            assertThat(posted).extracting(AppendFaultTest::await)
                    .filteredOn(AppendOutcome.Refused.class::isInstance).hasSize(1);
            assertThat(posted).extracting(AppendFaultTest::await)
                    .filteredOn(AppendOutcome.Stored.class::isInstance).hasSize(9);
        }
        assertThat(TestLedger.check(database)).isEqualTo(9);
    }

    @Test
    void equal_requests_of_one_group_become_one_record_and_a_used_key_is_told() {
        RequestIdentity identity = new RequestIdentity(TestLedger.bytes(1), TestLedger.bytes(2));
        RequestIdentity otherBody = new RequestIdentity(TestLedger.bytes(1), TestLedger.bytes(3));
        try (Appender appender = TestLedger.appender(database.application())) {
            List<Future<AppendOutcome>> posted = new ArrayList<>();
            whileTheLogIsLocked(() -> {
                for (int i = 0; i < 5; i++) {
                    posted.add(clients.submit(() -> TestLedger.post(appender, request(identity))));
                }
            });
            List<AppendOutcome> outcomes = posted.stream().map(AppendFaultTest::await).toList();
            assertThat(outcomes).extracting(o -> ((AppendOutcome.Stored) o).receipts().getFirst().logIndex())
                    .containsOnly(0L);
            assertThat(outcomes).filteredOn(o -> !((AppendOutcome.Stored) o).replayed()).hasSize(1);
            assertThat(TestLedger.post(appender, request(identity)))
                    .isInstanceOfSatisfying(AppendOutcome.Stored.class, o -> assertThat(o.replayed()).isTrue());
            assertThat(TestLedger.post(appender, request(otherBody))).isInstanceOf(AppendOutcome.IdentityReused.class);
            assertThat(appender.earlier(identity, appender.hold())).containsInstanceOf(AppendOutcome.Stored.class);
            assertThat(appender.earlier(otherBody, appender.hold()))
                    .containsInstanceOf(AppendOutcome.IdentityReused.class);
            assertThat(appender.earlier(new RequestIdentity(TestLedger.bytes(9), TestLedger.bytes(9)), appender.hold()))
                    .isEmpty();
        }
        assertThat(TestLedger.check(database)).isEqualTo(1);
    }

    @Test
    void a_full_queue_is_told_at_once_and_what_waits_goes_in() {
        AppendSettings small = new AppendSettings(10, DataSize.ofMegabytes(1), 100, DataSize.ofMegabytes(1),
                Duration.ofSeconds(60), Duration.ofSeconds(1));
        try (Appender appender = TestLedger.appender(database.application(), small)) {
            List<Future<AppendOutcome>> posted = new ArrayList<>();
            whileTheLogIsLocked(() -> {
                for (int i = 0; i < 30; i++) {
                    posted.add(
                            clients.submit(() -> TestLedger.post(appender, TestLedger.request(TestEvents.event("a")))));
                }
                await(() -> posted.stream().filter(Future::isDone).count() >= 30 - 10 - 10);
            });
            List<AppendOutcome> outcomes = posted.stream().map(AppendFaultTest::await).toList();
            assertThat(outcomes).hasAtLeastOneElementOfType(AppendOutcome.QueueFull.class);
            assertThat(TestLedger.check(database)).isEqualTo(
                    (int) outcomes.stream().filter(AppendOutcome.Stored.class::isInstance).count());
            assertThat(TestLedger.post(appender, TestLedger.request(TestEvents.event("a"))))
                    .isInstanceOf(AppendOutcome.Stored.class);
        }
    }

    @Test
    void a_request_that_was_held_in_vain_is_told_so_and_its_repetition_is_stored_once() {
        AppendSettings impatient = new AppendSettings(100, DataSize.ofMegabytes(1), 100, DataSize.ofMegabytes(1),
                Duration.ofMillis(300), Duration.ofMillis(100));
        RequestIdentity identity = new RequestIdentity(TestLedger.bytes(1), TestLedger.bytes(2));
        try (Appender appender = TestLedger.appender(database.application(), impatient)) {
            whileTheLogIsLocked(() -> assertThat(TestLedger.post(appender, request(identity)))
                    .isInstanceOf(AppendOutcome.Unavailable.class));
            for (int i = 0; i < 3; i++) {
                await(() -> TestLedger.post(appender, request(identity)) instanceof AppendOutcome.Stored);
            }
        }
        assertThat(TestLedger.check(database)).isEqualTo(1);
    }

    @Test
    void a_backend_that_holds_the_lock_and_does_nothing_is_terminated_and_the_log_goes_on() throws SQLException {
        try (Connection frozen = database.application().getConnection();
                Appender appender = TestLedger.appender(database.application())) {
            AppendLock.take(frozen, Duration.ofSeconds(1));
            assertThat(TestLedger.post(appender, TestLedger.request(TestEvents.event("a"))))
                    .isInstanceOf(AppendOutcome.Stored.class);
            assertThat(frozen.isValid(1)).isFalse();
        }
    }

    @Test
    void time_does_not_run_backward_in_the_log() {
        Instant newest = Instant.parse("2026-06-01T12:00:00Z");
        LogState state = new LogState(io.datastorage.log.Frontier.empty(), new byte[32], newest);
        Plan earlier = TestLedger.plan(state, newest.minusSeconds(60), Map.of(), List.of(TestEvents.event("a")));
        assertThat(earlier.records().getFirst().placement().recordedAt()).isEqualTo(newest);
        Plan later = TestLedger.plan(state, newest.plusSeconds(60), Map.of(), List.of(TestEvents.event("a")));
        assertThat(later.records().getFirst().placement().recordedAt()).isEqualTo(newest.plusSeconds(60));
    }

    private static AppendRequest request(RequestIdentity identity) {
        return new AppendRequest(List.of(TestEvents.event("a")), identity, 1_000);
    }

    private void assertStored(List<Receipt> receipts, int size) {
        assertThat(TestLedger.check(database)).isEqualTo(size);
        for (Receipt receipt : receipts) {
            assertThat(TestLedger.records(database).get((int) receipt.logIndex()).eventHash())
                    .isEqualTo(receipt.eventHash());
        }
    }

    /** Holds the append lock as another role, whose backends an appender may not terminate. */
    private void whileTheLogIsLocked(Runnable action) {
        try (Connection connection = database.superuser().getConnection()) {
            AppendLock.take(connection, Duration.ofSeconds(10));
            action.run();
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The process id of the appender's backend, once it waits for its standby. */
    private long waitForStandby(long otherThan) {
        String waiting = """
                SELECT coalesce(max(pid), 0)
                  FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event = 'SyncRep' AND pid <> %d
                """.formatted(otherThan);
        await(() -> TestLedger.count(database, waiting) != 0);
        return TestLedger.count(database, waiting);
    }

    private void superuser(String sql) {
        try (Connection connection = database.superuser().getConnection();
                Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet row = statement.getResultSet()) {
                    assertThat(row.next()).isTrue();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(Callable<Boolean> condition) {
        try {
            while (!condition.call()) {
                Thread.sleep(20);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
