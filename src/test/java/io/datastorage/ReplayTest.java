package io.datastorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.event.JsonReader;
import io.datastorage.event.Reencoder;
import io.datastorage.ledger.TestLedger;
import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The same events, posted five times by a client that encodes them anew each time. */
class ReplayTest {
    private static final String SINGLE = "/api/v1/audit/events";
    private static final String BATCH = "/api/v1/audit/events/batch";
    private static final int TIMES = 5;

    private static TestDatabase database;
    private static TestService first;
    private static TestService second;
    private static long nextSerial;

    private final Random random = new Random(5);

    @BeforeAll
    static void start() {
        database = TestDatabase.migrated();
        first = TestService.on(database);
        second = TestService.on(database);
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        database.close();
    }

    @AfterEach
    void the_whole_log_verifies() {
        TestLedger.check(database);
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, BATCH})
    void one_after_another_they_are_stored_once(String path) {
        var body = body(path);
        assertStoredOnce(path, IntStream.range(0, TIMES).mapToObj(_ -> first.api().post(path, encode(body))).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, BATCH})
    void at_the_same_moment_they_are_stored_once(String path) throws Exception {
        for (int round = 0; round < 10; round++) {
            assertStoredOnce(path, postTogether(path, body(path), List.of(first.api())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, BATCH})
    void at_the_same_moment_at_two_instances_they_are_stored_once(String path) throws Exception {
        for (int round = 0; round < 10; round++) {
            assertStoredOnce(path, postTogether(path, body(path), List.of(first.api(), second.api())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, BATCH})
    void after_a_restart_they_are_stored_once(String path) {
        var body = body(path);
        var answers = new ArrayList<HttpResponse<String>>();
        for (int start = 0; start < TIMES; start++) {
            if (start == 0 || start == TIMES - 1) {
                answers.add(first.api().post(path, encode(body)));
            } else {
                try (var restarted = TestService.on(database)) {
                    answers.add(restarted.api().post(path, encode(body)));
                }
            }
        }
        assertStoredOnce(path, answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, BATCH})
    void one_key_means_one_request_also_at_the_same_moment(String path) throws Exception {
        var bodies = IntStream.range(0, TIMES).mapToObj(_ -> body(path)).toList();
        int before = TestLedger.records(database).size();
        var answers = together(IntStream.range(0, TIMES).<Callable<HttpResponse<String>>>mapToObj(
                i -> () -> (i % 2 == 0 ? first : second).api().post(path, bodies.get(i), "Idempotency-Key", path))
                .toList());
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 422).hasSize(TIMES - 1);
        assertThat(TestLedger.records(database)).hasSize(before + events(path));
    }

    private List<HttpResponse<String>> postTogether(String path, String body, List<Http> instances) throws Exception {
        return together(IntStream.range(0, TIMES).<Callable<HttpResponse<String>>>mapToObj(i -> {
            var encoded = encode(body);
            return () -> instances.get(i % instances.size()).post(path, encoded);
        }).toList());
    }

    private static List<HttpResponse<String>> together(List<Callable<HttpResponse<String>>> posts) throws Exception {
        var barrier = new CyclicBarrier(posts.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> pending = posts.stream().map(post -> threads.submit(() -> {
                barrier.await();
                return post.call();
            })).toList();
            var answers = new ArrayList<HttpResponse<String>>();
            for (var answer : pending) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static void assertStoredOnce(String path, List<HttpResponse<String>> answers) {
        assertThat(answers).hasSize(TIMES).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo(answers.getFirst().body());
        });
        assertThat(answers).filteredOn(answer -> answer.headers().firstValue("Idempotent-Replay").isEmpty()).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.headers().allValues("Idempotent-Replay").contains("true"))
                .hasSize(TIMES - 1);
        assertThat(TestLedger.records(database).stream()
                .filter(record -> record.event().correlationId().equals(correlationId())))
                .hasSize(events(path));
    }

    private static int events(String path) {
        return path.equals(BATCH) ? 3 : 1;
    }

    /** Events of a correlation of their own. */
    private static String body(String path) {
        nextSerial += events(path);
        var event = GatewayEvents.event(nextSerial, correlationId(), Instant.now());
        return path.equals(BATCH) ? "[" + event + "," + event + "," + event + "]" : event;
    }

    private static String correlationId() {
        return "replay-" + nextSerial;
    }

    private String encode(String body) {
        return new Reencoder(random).write(JsonReader.read(body.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH));
    }
}
