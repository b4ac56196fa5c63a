package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.PreparedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;

class AppendTest {
    private final TestDatabase database = TestDatabase.migrated();

    @AfterEach
    void the_whole_log_verifies() {
        try (database) {
            TestLedger.check(database);
        }
    }

    @Test
    void a_chain_begins_without_a_predecessor_and_each_record_names_the_one_before() {
        try (Appender appender = TestLedger.appender(database.application())) {
            List<Receipt> receipts = TestLedger.append(appender,
                    List.of(TestEvents.event("a"), TestEvents.event("b"), TestEvents.event("a")));
            assertThat(receipts).extracting(Receipt::logIndex).containsExactly(0L, 1L, 2L);
            TestLedger.append(appender, List.of(TestEvents.event("a")));
        }
        assertThat(TestLedger.records(database)).extracting(r -> r.placement().chainSeq()).containsExactly(0L, 0L, 1L,
                2L);
    }

    @Test
    void sixty_four_writers_leave_no_gap_and_no_fork() throws Exception {
        try (Appender appender = TestLedger.appender(database.application())) {
            write(List.of(appender), 64, 10_000, 50);
        }
        assertThat(TestLedger.check(database)).isEqualTo(10_000);
    }

    @Test
    void two_instances_take_turns() throws Exception {
        try (Appender one = TestLedger.appender(database.application());
                Appender two = TestLedger.appender(database.application())) {
            write(List.of(one, two), 32, 6_000, 20);
        }
        assertThat(TestLedger.check(database)).isEqualTo(6_000);
    }

    @Test
    void two_instances_never_fork_under_repeatable_read_by_default() throws Exception {
        DataSource repeatableRead = TestLedger.with(
                database.application(), "-c default_transaction_isolation=repeatable\\ read");
        try (Appender one = TestLedger.appender(repeatableRead);
                Appender two = TestLedger.appender(repeatableRead)) {
            write(List.of(one, two), 16, 4_000, 5);
        }
        assertThat(TestLedger.check(database)).isEqualTo(4_000);
    }

    @Test
    void an_unbroken_log_goes_on_after_a_restart() {
        for (int run = 0; run < 5; run++) {
            try (Appender appender = TestLedger.appender(database.application())) {
                TestLedger.append(appender,
                        IntStream.range(0, 100).mapToObj(i -> TestEvents.event("c" + i % 3)).toList());
            }
        }
        assertThat(TestLedger.check(database)).isEqualTo(500);
    }

    @Test
    void the_database_refuses_a_used_log_index_and_a_second_successor() {
        try (Appender appender = TestLedger.appender(database.application())) {
            TestLedger.append(appender, List.of(TestEvents.event("a")));
        }
        assertThatThrownBy(() -> TestLedger.execute(database.application(), """
                INSERT INTO audit_events SELECT * FROM audit_events WHERE log_index = 0
                """)).rootCause().hasMessageContaining("_pkey");
        assertThatThrownBy(() -> TestLedger.execute(database.superuser(), """
                INSERT INTO log_states (size, previous_size, root, frontier)
                VALUES (7, 0, sha256('x'), sha256('x') || sha256('x') || sha256('x'))
                """)).rootCause().hasMessageContaining("does not follow the newest state");
    }

    @Test
    void a_log_that_shrank_is_not_appended_to() {
        try (Appender appender = TestLedger.appender(database.application())) {
            TestLedger.append(appender, List.of(TestEvents.event("a"), TestEvents.event("a")));
            TestLedger.append(appender, List.of(TestEvents.event("a")));
            TestLedger.execute(database.superuser(), """
                    SET session_replication_role = replica;
                    ALTER TABLE audit_events DISABLE TRIGGER ALL;
                    DELETE FROM log_states WHERE size = 3;
                    DELETE FROM audit_events WHERE log_index = 2;
                    DELETE FROM chain_heads WHERE log_index = 2;
                    """);
            AppendOutcome outcome = TestLedger.post(appender, TestLedger.request(TestEvents.event("a")));
            assertThat(outcome).isInstanceOf(AppendOutcome.Stopped.class);
            assertThat(appender.mismatch()).hasValueSatisfying(
                    reason -> assertThat(reason).contains("2 records").contains("had 3"));
        }
    }

    @Test
    void a_state_that_was_changed_is_not_appended_to() {
        for (String edit : List.of("root = sha256('x')", "frontier = frontier || sha256('x')", "size = 5")) {
            try (TestDatabase changed = TestDatabase.migrated()) {
                TestAppends.append(changed, List.of(TestEvents.event("a"), TestEvents.event("a")));
                TestLedger.execute(changed.superuser(), """
                        ALTER TABLE log_states DISABLE TRIGGER USER;
                        UPDATE log_states SET %s WHERE size = 2;
                        """.formatted(edit));
                try (Appender appender = TestLedger.appender(changed.application())) {
                    assertThat(TestLedger.post(appender, TestLedger.request(TestEvents.event("a"))))
                            .isInstanceOf(AppendOutcome.Stopped.class);
                    assertThat(appender.mismatch()).hasValueSatisfying(
                            reason -> assertThat(reason).contains("the newest row of log_states was changed"));
                }
            }
        }
    }

    @Test
    void a_log_with_a_hole_is_not_appended_to() {
        try (TestDatabase holed = TestDatabase.migrated()) {
            try (Appender appender = TestLedger.appender(holed.application())) {
                TestLedger.append(appender, IntStream.range(0, 250).mapToObj(_ -> TestEvents.event("a")).toList());
            }
            TestLedger.execute(holed.superuser(), """
                    ALTER TABLE audit_events DISABLE TRIGGER USER;
                    DELETE FROM audit_events WHERE log_index = 100;
                    """);
            try (Appender appender = TestLedger.appender(holed.application())) {
                AppendOutcome outcome = TestLedger.post(appender, TestLedger.request(
                        IntStream.range(0, 10).mapToObj(_ -> TestEvents.event("a")).toArray(PreparedEvent[]::new)));
                assertThat(outcome).isInstanceOf(AppendOutcome.Stopped.class);
                assertThat(appender.mismatch()).hasValueSatisfying(
                        reason -> assertThat(reason).contains("249 hashes").contains("instead of 250"));
            }
        }
    }

    static void write(List<Appender> appenders, int writers, int events, int chains) throws Exception {
        Instant now = Instant.now();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int from = (int) ((long) events * writer / writers);
                int until = (int) ((long) events * (writer + 1) / writers);
                Random random = new Random(writer);
                Appender appender = appenders.get(writer % appenders.size());
                Callable<Void> work = () -> {
                    int next = from;
                    while (next < until) {
                        int count = Math.min(until - next, 1 + random.nextInt(40));
                        List<PreparedEvent> batch = IntStream.range(0, count)
                                .mapToObj(_ -> TestEvents.event("chain-" + random.nextInt(chains),
                                        now.minusSeconds(random.nextInt(500_000)), "received"))
                                .toList();
                        TestLedger.append(appender, batch);
                        next += count;
                    }
                    return null;
                };
                running.add(pool.submit(work));
            }
            for (Future<Void> future : running) {
                future.get();
            }
        }
    }
}
