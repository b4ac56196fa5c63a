package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.Oracle;
import io.datastorage.PostgresProcess;
import io.datastorage.Receipts;
import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Appends that are broken on purpose: the oracle that the other tests rely on must find each. */
@Tag("faults")
class BrokenAppendTest {
    private final Receipts receipts = new Receipts();

    @Test
    void an_answer_before_the_commit_is_found() {
        try (TestDatabase database = TestDatabase.migrated()) {
            Oracle oracle = new Oracle(database, receipts, List.of());
            post(database.application(), 0, 3);
            assertThat(oracle.look()).isEqualTo(3);
            post(replacing(database, sql -> sql.replaceFirst("COMMIT\\s*$", "SELECT 1")), 3, 4);
            assertThatThrownBy(oracle::look).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("record of the acknowledged event 3");
            assertThatThrownBy(oracle::finalLook).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void a_commit_that_does_not_wait_for_the_disk_is_found_after_a_crash() {
        try (PostgresProcess postgres = PostgresProcess.create(Map.of("wal_writer_delay", "10s"))) {
            TestDatabase database = TestDatabase.migratedOn(postgres.port());
            Oracle oracle = new Oracle(database, receipts, List.of());
            post(replacing(database, sql -> sql.replace("synchronous_commit = on", "synchronous_commit = off")), 0, 50);
            assertThat(oracle.look()).isEqualTo(50);
            postgres.kill();
            postgres.start();
            assertThatThrownBy(oracle::finalLook).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("record of the acknowledged event");
        }
    }

    @Test
    void a_repetition_that_is_not_recognised_is_found() {
        try (TestDatabase database = TestDatabase.migrated()) {
            Oracle oracle = new Oracle(database, receipts, List.of());
            post(database.application(), 0, 3);
            try (Appender forgetful = TestLedger.appender(
                    replacing(database, sql -> sql.replace("WHERE newest.recorded_at >",
                            "WHERE false AND newest.recorded_at >")))) {
                TestLedger.post(forgetful, AppendClients.request(2, 1));
            }
            assertThatThrownBy(oracle::look).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("first record of event 2");
        }
    }

    @Test
    void a_second_receipt_that_differs_is_found() {
        try (TestDatabase database = TestDatabase.migrated()) {
            post(database.application(), 0, 3);
            assertThatThrownBy(() -> post(
                    replacing(database,
                            sql -> sql.replace("WHERE newest.recorded_at >", "WHERE false AND newest.recorded_at >")),
                    2, 3))
                    .isInstanceOf(AssertionError.class).hasMessageContaining("second receipt of event 2");
        }
    }

    private static DataSource replacing(TestDatabase database, UnaryOperator<String> replacement) {
        return new InterceptedDataSource(database.application(), new InterceptedDataSource.Interceptor() {
            @Override
            public String replace(String sql) {
                return replacement.apply(sql);
            }
        });
    }

    private void post(DataSource dataSource, long from, long until) {
        try (Appender appender = TestLedger.appender(dataSource)) {
            for (long serial = from; serial < until; serial++) {
                var outcome = (AppendOutcome.Stored) TestLedger.post(appender, AppendClients.request(serial, 1));
                receipts.add(serial, Receipts.Told.of(outcome.receipts().getFirst()));
            }
        }
    }
}
