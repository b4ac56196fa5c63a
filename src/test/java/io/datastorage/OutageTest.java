package io.datastorage;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.ledger.TestLedger;
import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A database that refuses connections, and one that is a black hole, behind one service. */
class OutageTest {
    private static final String EVENTS = "/api/v1/audit/events";
    /** A read is promised its answer within 1 s; the next timeouts would be 5 s and 20 s. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(3);
    /** A post is held for 8 s; the client waits for 10 s. */
    private static final Duration HOLD = Duration.ofSeconds(8);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);
    private static final Duration BACK_LIMIT = Duration.ofSeconds(5);

    private final TestDatabase database = TestDatabase.migrated();
    private final DatabaseProxy proxy = new DatabaseProxy(database);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final TestService service = TestService.on(database, proxy.setting(database));
    private final Http api = service.api();

    /** How a database is away. */
    enum Outage {
        REFUSED, BLACK_HOLE;

        void begin(DatabaseProxy proxy) {
            if (this == REFUSED) {
                proxy.refuse();
            } else {
                proxy.blackHole();
            }
        }

        void end(DatabaseProxy proxy) {
            if (this == REFUSED) {
                proxy.accept();
            } else {
                proxy.pass();
            }
        }
    }

    /** An answer, and how long it took. */
    record Answer(String to, HttpResponse<String> response, Duration time) {
        static Answer of(String to, Supplier<HttpResponse<String>> request) {
            long began = System.nanoTime();
            var response = request.get();
            return new Answer(to, response, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        service.close();
        proxy.close();
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_database_that_is_away_is_told_in_time_and_used_again_when_it_is_back(Outage outage) throws Exception {
        var event = GatewayEvents.event(-1, "away-" + outage, Instant.now());
        var stored = api.post(EVENTS, event);
        assertThat(stored.statusCode()).isEqualTo(201);
        var id = Http.json(stored).path("event_id").asString();
        await().until(() -> api.get("/api/v1/log/checkpoint").statusCode() == 200);

        var reading = readUntilRefused(id);
        Thread.sleep(500);
        outage.begin(proxy);
        var post = clients.submit(() -> Answer.of("post", () -> api.post(EVENTS, event)));
        var held = clients.submit(() -> Answer.of("batch", () -> api.post(EVENTS + "/batch",
                GatewayEvents.batch(outage == Outage.REFUSED ? 1_000_000 : 2_000_000, 10))));
        var atOnce = reads(id, 20);
        assertRefusedInTime("under way", outage, answers(reading));
        assertRefusedInTime("at once", outage, answers(atOnce));
        await().atMost(READ_LIMIT).untilAsserted(() -> assertThat(api.get("/readyz").body())
                .contains("database_unreachable"));
        assertRefusedInTime("later", outage, answers(reads(id, 20)));
        assertThat(service.management().get("/readyz").statusCode()).isEqualTo(200);
        assertThat(service.management().get("/healthz").statusCode()).isEqualTo(200);
        assertThat(service.management().get("/metrics").statusCode()).isEqualTo(200);
        assertThat(api.get("/api/v1/log/status").statusCode()).isEqualTo(200);
        for (var write : answers(List.of(post, held))) {
            System.out.printf("%s: %s answered 503 after %d ms%n", outage, write.to(), write.time().toMillis());
            assertProblem(write.response(), 503, "database-error");
            assertThat(write.response().headers().firstValue("Retry-After")).hasValue("1");
            assertThat(write.time()).isBetween(HOLD.minusMillis(100), WRITE_LIMIT);
        }

        outage.end(proxy);
        var back = Answer.of("post", () -> api.post(EVENTS, event));
        assertThat(back.response().statusCode()).as(back.response().body()).isEqualTo(201);
        long began = System.nanoTime();
        await().pollInterval(Duration.ofMillis(20)).atMost(BACK_LIMIT)
                .until(() -> api.get(EVENTS).statusCode() == 200 && api.get("/readyz").statusCode() == 200);
        var readsBack = back.time().plusNanos(System.nanoTime() - began);
        System.out.printf("%s: appends back after %d ms, reads after %d ms at most%n", outage, back.time().toMillis(),
                readsBack.toMillis());
        assertThat(back.time()).isLessThan(BACK_LIMIT);
        TestLedger.check(database);
    }

    private static void assertRefusedInTime(String when, Outage outage, List<Answer> answers) {
        for (var answer : answers) {
            assertProblem(answer.response(), 503, "database-error");
            assertThat(answer.time()).as(answer.to()).isLessThan(READ_LIMIT);
        }
        System.out.printf("%s: %d reads %s answered 503, the slowest after %d ms%n", outage, answers.size(), when,
                answers.stream().mapToLong(answer -> answer.time().toMillis()).max().orElse(0));
    }

    /** Readers that ask without a pause until they are refused. */
    private List<Future<Answer>> readUntilRefused(String id) {
        List<Future<Answer>> running = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            running.add(clients.submit(() -> {
                Answer answer;
                do {
                    answer = Answer.of(EVENTS, () -> api.get(EVENTS + "?correlation_id=" + id));
                } while (answer.response().statusCode() == 200);
                return answer;
            }));
        }
        return running;
    }

    /** Every question that needs the database, so many times at once. */
    private List<Future<Answer>> reads(String id, int times) {
        List<Future<Answer>> running = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            for (var path : List.of(EVENTS, EVENTS + "?sort=log_index", EVENTS + "?correlation_id=rr-1",
                    EVENTS + "/" + id, EVENTS + "/" + id + "/proof", "/api/v1/log/proof/inclusion?index=0",
                    "/api/v1/log/proof/consistency?from=1", "/api/v1/log/keys",
                    "/api/v1/log/checkpoint?witnessed=true",
                    "/api/v1/log/tile/0/000.p/1", "/api/v1/log/tile/entries/000.p/1")) {
                running.add(clients.submit(() -> Answer.of(path, () -> api.get(path))));
            }
            running.add(clients.submit(() -> Answer.of("verify-chain",
                    () -> api.post("/api/v1/audit/verify-chain", "{\"correlation_id\":\"rr-1\"}"))));
        }
        return running;
    }

    private static List<Answer> answers(List<Future<Answer>> running) throws Exception {
        List<Answer> answers = new ArrayList<>();
        for (var one : running) {
            answers.add(one.get());
        }
        return answers;
    }

    @ParameterizedTest
    @EnumSource
    void six_seconds_without_a_database_cost_a_gateway_nothing(Outage outage) throws InterruptedException {
        try (var gateways = Clients.start(Load.mixed(16, 100, 1).retrying(Load.Retry.LIKE_THE_GATEWAY),
                List.of(() -> api))) {
            gateways.awaitAcknowledged(1_000);
            outage.begin(proxy);
            Thread.sleep(6_000);
            outage.end(proxy);
            gateways.awaitAcknowledged(2_000);
            gateways.stop();
            System.out.printf("%s: %s, %d refused%n", outage, gateways.summary(), gateways.refusals().size());
            assertThat(gateways.givenUp()).isZero();
            new Oracle(database, gateways.receipts(), List.of()).finalLook();
        }
    }
}
