package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Oracle;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** What the database lacks or refuses for a while, and what an administrator does to it meanwhile. */
@Timeout(60)
class ResourceFaultTest {
    private static final String DEADLOCK_DETECTED = "40P01";
    private static final int FAILURES = 3;

    /** Fails a few times with an SQLSTATE; a sequence counts on where the transaction is rolled back. */
    private static final String FAILING = """
            CREATE SEQUENCE failures;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
            BEGIN
                IF nextval('failures') <= %d THEN
                    RAISE EXCEPTION 'not now' USING ERRCODE = '%s';
                END IF;
                RETURN NEW;
            END
            $$;
            """;

    private final TestDatabase database = TestDatabase.migrated();

    @AfterEach
    void the_whole_log_verifies() {
        try (database) {
            TestLedger.check(database);
        }
    }

    /**
     * disk_full, out_of_memory, too_many_connections, configuration_limit_exceeded; query_canceled, lock_not_available;
     * serialization_failure, deadlock_detected; read_only_sql_transaction, transaction_timeout; admin_shutdown,
     * crash_shutdown, cannot_connect_now, database_dropped; io_error; check_violation, as the trigger on the log's
     * states raises it; internal_error.
     */
    @ParameterizedTest
    @ValueSource(strings = {"53100", "53200", "53300", "53400", "57014", "55P03", "40001", "40P01", "25006", "25P04",
            "57P01", "57P02", "57P03", "57P04", "58030", "23514", "XX000"})
    void what_fails_in_passing_is_tried_again_and_acknowledged_once(String state) {
        superuser(FAILING.formatted(FAILURES, state)
                + "CREATE TRIGGER fail BEFORE INSERT ON log_states FOR EACH ROW EXECUTE FUNCTION fail()");
        // It fails before the COMMIT, though in one message with it: there is nothing to look up.
        assertStoredOnceAfterFailures(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "57014", "40001", "23514", "58030"})
    void what_fails_in_passing_at_the_commit_is_tried_again_and_acknowledged_once(String state) {
        superuser(FAILING.formatted(FAILURES, state) + """
                CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON log_states DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION fail()
                """);
        assertStoredOnceAfterFailures(FAILURES);
    }

    private void assertStoredOnceAfterFailures(int unknownOutcomes) {
        RequestIdentity identity = new RequestIdentity(TestLedger.bytes(1), TestLedger.bytes(2));
        AppendRequest request = new AppendRequest(List.of(TestEvents.event("a"), TestEvents.event("b")), identity,
                2_000);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Appender appender = TestLedger.appender(database.application(), TestLedger.SETTINGS, new SupersededHeads(),
                registry)) {
            assertThat(TestLedger.post(appender, request))
                    .isInstanceOfSatisfying(AppendOutcome.Stored.class,
                            stored -> assertThat(stored.replayed()).isFalse());
            assertThat(TestLedger.count(database, "SELECT last_value FROM failures")).isEqualTo(FAILURES + 1);
            assertThat(registry.get("datastorage.append.retries").counter().count()).isEqualTo(FAILURES);
            assertThat(registry.get("datastorage.append.unknown.outcomes").counter().count())
                    .isEqualTo(unknownOutcomes);
            assertThat(TestLedger.post(appender, request)).isInstanceOfSatisfying(AppendOutcome.Stored.class,
                    stored -> assertThat(stored.replayed()).isTrue());
            assertThat(appender.mismatch()).isEmpty();
        }
        assertThat(TestLedger.check(database)).isEqualTo(2);
    }

    /** Each is in force for sessions of the application role, as an administrator's ALTER ROLE or server setting is. */
    @ParameterizedTest
    @ValueSource(strings = {"statement_timeout = 5", "lock_timeout = 5", "idle_in_transaction_session_timeout = 2000",
            "synchronous_commit = off", "default_transaction_read_only = on",
            "default_transaction_isolation = serializable", "default_transaction_deferrable = on",
            "client_min_messages = error", "DateStyle = 'German, DMY'", "TimeZone = 'Pacific/Kiritimati'",
            "IntervalStyle = sql_standard", "bytea_output = escape", "standard_conforming_strings = off",
            "enable_partition_pruning = off"})
    void a_setting_of_an_administrator_does_not_stop_appends(String setting) {
        administratorSets(setting);
        RequestIdentity identity = new RequestIdentity(TestLedger.bytes(1), TestLedger.bytes(2));
        AppendRequest request = new AppendRequest(List.of(TestEvents.event("a")), identity, 1_000);
        TestLedger.smallSegments(database);
        try (Appender appender = TestLedger.appender(database.application())) {
            assertThat(TestLedger.post(appender, request)).isInstanceOf(AppendOutcome.Stored.class);
            TestLedger.append(appender, Stream.generate(() -> TestEvents.event("a")).limit(600).toList());
            assertThat(TestLedger.post(appender, request)).isInstanceOfSatisfying(AppendOutcome.Stored.class,
                    stored -> assertThat(stored.replayed()).isTrue());
            assertThat(appender.earlier(identity, appender.hold())).isPresent();
        }
        assertThat(TestLedger.check(database)).isEqualTo(601);
    }

    /** Its lock is awaited, and nobody is terminated for it. */
    @ParameterizedTest
    @ValueSource(strings = {"LOCK TABLE audit_events_0", "LOCK TABLE audit_events", "LOCK TABLE log_states",
            "LOCK TABLE log_segments", "LOCK TABLE chain_heads", "ANALYZE audit_events"})
    void an_administrators_lock_holds_appends_up_until_it_is_released(String statement)
            throws SQLException, InterruptedException {
        AppendSettings settings = new AppendSettings(100, DataSize.ofMegabytes(1), 100, DataSize.ofMegabytes(1),
                Duration.ofSeconds(30), Duration.ofMillis(300));
        TestLedger.smallSegments(database);
        try (Appender appender = TestLedger.appender(database.application(), settings);
                Appender other = TestLedger.appender(database.application(), settings);
                Connection administrator = database.superuser().getConnection();
                Statement locking = administrator.createStatement()) {
            TestLedger.append(appender, List.of(TestEvents.event("a")));
            administrator.setAutoCommit(false);
            locking.execute(statement);
            // They need another segment, which waits for whoever holds audit_events.
            var first = CompletableFuture.supplyAsync(() -> TestLedger.append(appender,
                    Stream.generate(() -> TestEvents.event("a")).limit(300).toList()));
            var second = CompletableFuture.supplyAsync(() -> TestLedger.append(other,
                    Stream.generate(() -> TestEvents.event("b")).limit(300).toList()));
            await().atMost(Duration.ofSeconds(20)).until(() -> TestLedger.count(database, """
                    SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """) > 0);
            Thread.sleep(1_000);
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            administrator.rollback();
            assertThat(first.join()).hasSize(300);
            assertThat(second.join()).hasSize(300);
        }
        assertThat(TestLedger.check(database)).isEqualTo(601);
    }

    @Test
    void tables_are_rewritten_under_appends() throws InterruptedException {
        TestLedger.smallSegments(database);
        try (Appender appender = TestLedger.appender(database.application());
                AppendClients clients = AppendClients.start(4, 1, List.of(() -> appender))) {
            await().until(() -> clients.receipts().size() > 0);
            for (int round = 0; round < 5; round++) {
                superuser("VACUUM FULL audit_events_0");
                superuser("VACUUM FULL log_states");
                superuser("VACUUM FULL chain_heads");
                superuser("ANALYZE audit_events");
                reindex();
                int now = clients.receipts().size();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> clients.receipts().size() > now + 100 || !clients.content());
            }
            clients.stop();
            new Oracle(database, clients.receipts(), List.of()).finalLook();
        }
    }

    /**
     * An append that has read a repetition's receipts from the table and goes on to write to it meets the lock of this
     * statement halfway. PostgreSQL ends one of the two, and either is tried again.
     */
    private void reindex() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Connection connection = database.superuser().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("REINDEX TABLE audit_events_0");
                return true;
            } catch (SQLException e) {
                assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(DEADLOCK_DETECTED);
                return false;
            }
        });
    }

    private void administratorSets(String setting) {
        superuser("ALTER ROLE %s IN DATABASE %s SET %s".formatted(TestDatabase.APPLICATION, database.name(), setting));
    }

    private void superuser(String sql) {
        TestLedger.execute(database.superuser(), sql);
    }

}
