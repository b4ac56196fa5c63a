package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.schema.SchemaState;
import io.datastorage.schema.TestMigration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Appends over HTTP before and while an index is built on a log that is already there: events per second of both, their
 * ratio, and the longest that a request waited. Client, service and server share the machine.
 *
 * <p>The system property {@code index.records} is the size of the log, {@code index.rounds} how often,
 * {@code index.clients} how many post at once; with {@code index.pause}, each waits so many milliseconds after an answer.
 * It asserts no figure and is no part of the tests: {@code mvn test -Dtest=IndexUnderLoad} runs it.
 */
class IndexUnderLoad {
    private static final int RECORDS = Integer.getInteger("index.records", 1_000_000);
    private static final int ROUNDS = Integer.getInteger("index.rounds", 3);
    private static final int CLIENTS = Integer.getInteger("index.clients", 4);
    private static final int PAUSE_MILLIS = Integer.getInteger("index.pause", 0);
    private static final int BATCH = 100;
    private static final int WARM_UP_MILLIS = 5_000;
    private static final int BEFORE_MILLIS = 10_000;

    private final AtomicLong serial = new AtomicLong();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** A request that was answered 201; both times as of {@code System.nanoTime()}. */
    private record Answer(long asked, long answered) {}

    @Test
    void events_per_second_and_the_longest_wait_while_an_index_is_built() throws Exception {
        try (var filled = TestDatabase.migrated()) {
            try (var service = TestService.on(filled)) {
                load(service, 1_000, 0, () -> {
                    while (serial.get() < RECORDS) {
                        Thread.sleep(10);
                    }
                });
            }
            JdbcClient owner = JdbcClient.create(filled.owner());
            owner.sql("DROP INDEX idx_audit_events_hash").update();
            owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
            JdbcClient.create(filled.superuser()).sql("VACUUM ANALYZE").update();
            for (int round = 1; round <= ROUNDS; round++) {
                try (var database = filled.copy().signedAs(filled);
                        var service = TestService.on(database, "datastorage.schema.index-builds=off")) {
                    JdbcClient.create(database.superuser()).sql("CHECKPOINT").update();
                    answers.clear();
                    load(service, BATCH, PAUSE_MILLIS, () -> round(database));
                    assertThat(JdbcClient.create(database.owner()).sql("""
                            SELECT count(*) FILTER (WHERE NOT indisvalid) FROM pg_index""").query(Integer.class)
                            .single()).isZero();
                }
            }
        }
    }

    private void round(TestDatabase database) throws Exception {
        Thread.sleep(WARM_UP_MILLIS);
        long before = System.nanoTime();
        Thread.sleep(BEFORE_MILLIS);
        long begun = System.nanoTime();
        assertThat(TestMigration.of(database).run()).endsWith(new SchemaState.Ready());
        long ended = System.nanoTime();
        long size = JdbcClient.create(database.owner()).sql("SELECT max(size) FROM log_states").query(Long.class)
                .single();
        double quiet = perSecond(before, begun);
        double building = perSecond(begun, ended);
        System.out.printf(Locale.ROOT, "log of %,d, load %.1f: build %.1f s; before %,.0f events/s, during %,.0f, "
                + "ratio %.2f; longest wait before %d ms, during %d ms; longest silence before %d ms, during %d ms%n",
                size, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                (ended - begun) / 1e9, quiet, building, building / quiet, longestWait(before, begun),
                longestWait(begun, ended), longestSilence(before, begun), longestSilence(begun, ended));
    }

    private List<Answer> between(long from, long until) {
        return answers.stream().filter(answer -> answer.answered() >= from && answer.answered() < until)
                .sorted(Comparator.comparingLong(Answer::answered)).toList();
    }

    private double perSecond(long from, long until) {
        return between(from, until).size() * BATCH * 1e9 / (until - from);
    }

    private long longestWait(long from, long until) {
        return between(from, until).stream().mapToLong(answer -> answer.answered() - answer.asked()).max().orElse(0)
                / 1_000_000;
    }

    private long longestSilence(long from, long until) {
        List<Answer> inOrder = between(from, until);
        return IntStream.range(1, inOrder.size())
                .mapToLong(i -> inOrder.get(i).answered() - inOrder.get(i - 1).answered()).max().orElse(0) / 1_000_000;
    }

    private interface Action {
        void run() throws Exception;
    }

    /** Posts while the action runs. */
    private void load(TestService service, int batch, int pause, Action action) throws Exception {
        stopped = false;
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> posting = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(_ -> threads.submit(() -> post(service, batch, pause))).toList();
            try {
                action.run();
            } finally {
                stopped = true;
            }
            for (Future<?> each : posting) {
                each.get();
            }
        }
    }

    private Void post(TestService service, int batch, int pause) throws IOException, InterruptedException {
        URI path = URI.create("http://localhost:" + service.api().port() + "/api/v1/audit/events/batch");
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!stopped) {
                var request = HttpRequest.newBuilder(path).header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(GatewayEvents.batch(serial.getAndAdd(batch), batch))).build();
                long asked = System.nanoTime();
                var response = client.send(request, BodyHandlers.ofString());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
                answers.add(new Answer(asked, System.nanoTime()));
                Thread.sleep(pause);
            }
        }
        return null;
    }
}
