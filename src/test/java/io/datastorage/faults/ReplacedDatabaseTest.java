package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Clients;
import io.datastorage.GatewayEvents;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.TestService;
import io.datastorage.ledger.TestAppends;
import io.datastorage.ledger.TestLedger;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * On the same server, another database takes the name of the log's, under two services. One of them saw the beginning of
 * the log alone: for all that it remembers, the copy could be all of it.
 */
@Tag("faults")
class ReplacedDatabaseTest {
    private static final String EVENTS = "/api/v1/audit/events";

    private final Rounds rounds = Rounds.of("replacements", 1);

    /** What came instead of the log. */
    enum Other {
        RESTORED, LOST_TAIL, FORK
    }

    @ParameterizedTest
    @EnumSource
    void neither_the_busy_service_nor_the_idle_one_appends_to_it(Other what) {
        for (int round = 1; round <= rounds.wanted(); round++) {
            try (var database = TestDatabase.migrated();
                    var busy = TestService.on(database);
                    var idle = TestService.on(database);
                    var wrong = diverge(database, what, busy);
                    var clients = Clients.start(Load.mixed(4, 20, rounds.random().nextLong()), List.of(busy::api))) {
                clients.awaitAcknowledged(100);
                int size = TestLedger.records(wrong).size();
                database.changePlaces(wrong);
                // From here on, each goes by the name of the other.
                assertRefused(idle.api());
                awaitMismatch(busy);
                awaitMismatch(idle);
                assertRefused(busy.api());
                clients.stop();
                assertThat(TestLedger.records(database)).hasSize(size);
                var kept = new Oracle(wrong, clients.receipts(), List.of()).finalLook();
                rounds.passed(round, "%s of %,d records instead of %,d".formatted(what, size, kept));
            }
        }
    }

    /** Lets the log grow, and returns a copy that took no part in that. */
    private TestDatabase diverge(TestDatabase database, Other what, TestService service) {
        int before = 1 + rounds.random().nextInt(60);
        post(service, 1_000_000, before);
        var copy = database.copy();
        int after = what == Other.LOST_TAIL
                ? 1 + rounds.random().nextInt(3)
                : 20 + rounds.random().nextInt(60);
        post(service, 1_000_000 + before, after);
        if (what == Other.FORK) {
            TestAppends.append(copy, IntStream.range(0, after + rounds.random().nextInt(400))
                    .mapToObj(i -> TestEvents.event("fork-" + i % 5)).toList());
        }
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(Checkpoint.parse(SignedNote.parse(
                service.api().get("/api/v1/log/checkpoint").body()).text()).size()).isEqualTo(before + after));
        return copy;
    }

    private static void post(TestService service, int first, int events) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(service.api().post(EVENTS + "/batch",
                GatewayEvents.batch(first, events)).statusCode()).isEqualTo(201));
    }

    private static void awaitMismatch(TestService service) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(service.api().get("/readyz").body()).contains("log_mismatch"));
    }

    private static void assertRefused(Http api) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            var answer = api.post(EVENTS, GatewayEvents.event(-1, "on-top", Instant.now()));
            assertThat(List.of(answer.statusCode())).as(answer.body()).containsExactly(503);
            assertThat(answer.body()).contains("is not the one this instance has seen");
        });
    }
}
