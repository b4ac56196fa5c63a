package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.ledger.TestAppends;
import io.datastorage.ledger.TestLedger;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.web.Http;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A database that is behind what was signed, or beside it, is not appended to: neither when a service starts on it, nor
 * when it takes the place of the right one under running services. The system property {@code rollback.rounds} says how
 * often, {@code rollback.seed} with which random numbers.
 */
class RollbackTest {
    private static final int ROUNDS = Integer.getInteger("rollback.rounds", 1);
    private static final long SEED = Long.getLong("rollback.seed", 1);
    private static final String EVENTS = "/api/v1/audit/events";

    private final Random random = new Random(SEED);

    /** What came instead of the log. */
    enum Case {
        /** A copy from long before. */
        RESTORED,
        /** A copy that lacks the last records, as a standby that lagged when it was promoted. */
        LOST_TAIL,
        /** A copy that went on by itself, and is longer. */
        FORK
    }

    @ParameterizedTest
    @EnumSource
    void it_is_found_when_a_service_starts_on_it_and_nothing_is_appended(Case what) {
        for (int round = 0; round < ROUNDS; round++) {
            try (var database = TestDatabase.migrated()) {
                TestDatabase wrong;
                try (var service = TestService.on(database)) {
                    wrong = diverge(database, what, service);
                }
                int size = TestLedger.records(wrong).size();
                try (wrong; var service = TestService.starting(wrong.signedAs(database))) {
                    awaitMismatch(service);
                    assertRefused(service.api(), round);
                    assertThat(TestLedger.records(wrong)).hasSize(size);
                }
            }
            System.out.printf("%s at start, round %d of %d, seed %d: refused%n", what, round + 1, ROUNDS, SEED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void it_is_found_under_running_services_under_load_and_nothing_is_appended(Case what) {
        for (int round = 0; round < ROUNDS; round++) {
            try (var database = TestDatabase.migrated();
                    var busy = TestService.on(database);
                    // It saw the beginning of the log alone, and would take a copy for all of it.
                    var idle = TestService.on(database);
                    var wrong = diverge(database, what, busy);
                    var clients = Clients.start(4, 10, busy::api)) {
                clients.awaitAcknowledged(100);
                int size = TestLedger.records(wrong).size();
                database.changePlaces(wrong);
                // From here on, the services find the wrong one under the name of the right one.
                await().untilAsserted(() -> assertRefused(idle.api(), 0));
                awaitMismatch(busy);
                awaitMismatch(idle);
                clients.stop();
                assertThat(TestLedger.records(database)).hasSize(size);
                clients.check(wrong);
            }
            System.out.printf("%s under load, round %d of %d, seed %d: refused%n", what, round + 1, ROUNDS, SEED);
        }
    }

    /** Lets the log grow, and returns a copy that took no part in that. */
    private TestDatabase diverge(TestDatabase database, Case what, TestService service) {
        int before = 1 + random.nextInt(60);
        post(service, 1_000_000, before);
        TestDatabase copy = database.copy();
        int after = what == Case.LOST_TAIL ? 1 + random.nextInt(3) : 20 + random.nextInt(60);
        post(service, 1_000_000 + before, after);
        if (what == Case.FORK) {
            TestAppends.append(copy, IntStream.range(0, after + random.nextInt(400))
                    .mapToObj(i -> TestEvents.event("fork-" + i % 5)).toList());
        }
        await().untilAsserted(() -> assertThat(Checkpoint.parse(SignedNote.parse(
                service.api().get("/api/v1/log/checkpoint").body()).text()).size()).isEqualTo(before + after));
        return copy;
    }

    private static void post(TestService service, int first, int events) {
        await().untilAsserted(() -> assertThat(service.api().post(EVENTS + "/batch",
                GatewayEvents.batch(first, events)).statusCode()).isEqualTo(201));
    }

    private static void awaitMismatch(TestService service) {
        await().untilAsserted(() -> assertThat(service.api().get("/readyz").body()).contains("log_mismatch"));
    }

    private static void assertRefused(Http api, int number) {
        var answer = api.post(EVENTS, GatewayEvents.event(-1, "on-top-" + number, Instant.now()));
        assertThat(List.of(answer.statusCode())).as(answer.body()).containsExactly(503);
        assertThat(answer.body()).contains("is not the one this instance has seen");
    }
}
