package io.datastorage.ledger;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.PostgresProcess;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.TestService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A synchronous standby that says nothing: every commit waits for it, and would for ever. */
@Tag("faults")
@Timeout(120)
class SilentStandbyTest {
    private static final String EVENTS = "/api/v1/audit/events";
    /** Only tells an answer from none. */
    private static final Duration LONG_AFTER = Duration.ofSeconds(30);

    private final PostgresProcess primary = PostgresProcess.create(Map.of());
    private final PostgresProcess standby = primary.standby();
    private final TestDatabase database = TestDatabase.migratedOn(primary.port());

    @BeforeEach
    void synchronous() {
        primary.synchronous(true);
    }

    @AfterEach
    void stop() {
        standby.close();
        primary.close();
    }

    @Test
    void the_look_up_of_a_repetition_ends_with_its_deadline() {
        RequestIdentity identity = new RequestIdentity(TestLedger.bytes(1), TestLedger.bytes(2));
        AppendRequest request = new AppendRequest(List.of(TestEvents.event("a")), identity, 1_000);
        try (Appender appender = TestLedger.appender(database.application())) {
            var stored = (AppendOutcome.Stored) TestLedger.post(appender, request);
            assertReplayed(appender, identity, stored);
            standby.freeze();
            Deadline deadline = Deadline.in(Duration.ofSeconds(1));
            assertThat(CompletableFuture.supplyAsync(() -> appender.earlier(identity, deadline)))
                    .failsWithin(LONG_AFTER).withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(DataAccessResourceFailureException.class);
            assertThat(deadline.isPassed()).isTrue();
            standby.thaw();
            assertThat(((AppendOutcome.Stored) TestLedger.post(appender, request)).replayed()).isTrue();
            assertReplayed(appender, identity, stored);
        }
        assertThat(TestLedger.check(database)).isEqualTo(1);
    }

    private int waitingForStandby() {
        return JdbcClient.create(database.superuser())
                .sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = ?")
                .param(TestDatabase.APPLICATION).query(Integer.class).single();
    }

    private static void assertReplayed(Appender appender, RequestIdentity identity, AppendOutcome.Stored stored) {
        assertThat(appender.earlier(identity, appender.hold())).hasValueSatisfying(
                outcome -> assertThat(outcome).isInstanceOfSatisfying(AppendOutcome.Stored.class, again -> {
                    assertThat(again.replayed()).isTrue();
                    assertThat(again.receipts()).usingRecursiveComparison().isEqualTo(stored.receipts());
                }));
    }

    @Test
    void a_repetition_is_refused_in_time_and_answered_when_the_standby_is_back() {
        try (TestService service = TestService.on(database, "datastorage.append.hold-for=2s",
                "spring.datasource.hikari.data-source-properties.socketTimeout=90")) {
            var event = GatewayEvents.event(-1, "silent", Instant.now());
            var stored = service.api().post(EVENTS, event);
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
            standby.freeze();
            for (int tries = 0; tries < 6; tries++) {
                var refused = service.api().within(LONG_AFTER).post(EVENTS, event);
                assertProblem(refused, 503, "database-error");
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(waitingForStandby()).as("those of the first look-up, the appender and the signer")
                    .isLessThanOrEqualTo(3);
            standby.thaw();
            service.awaitReady();
            var again = service.api().post(EVENTS, event);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(stored.body());
            assertThat(again.headers().allValues("Idempotent-Replay")).contains("true");
        }
        assertThat(TestLedger.check(database)).isEqualTo(1);
    }
}
