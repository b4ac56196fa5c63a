package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Appends to a log while somebody keeps a snapshot and locks every table as {@code pg_dump} does, beside appends to a log
 * that nobody looks at: two services on two databases of one server, posted to in turn, some seconds each. A snapshot
 * keeps dead rows of its own database only.
 *
 * <p>The system property {@code snapshot.minutes} says how long each is posted to. Figures of each minute are printed, and
 * plotted in {@code target/held-snapshot/report.html}. It asserts none of them and is no part of the tests: {@code mvn
 * test -Dtest=HeldSnapshot} runs it.
 */
class HeldSnapshot {
    private static final double MINUTES = Double.parseDouble(System.getProperty("snapshot.minutes", "10"));
    private static final Path DIRECTORY = Path.of("target/held-snapshot");
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 100;
    private static final int TURN_MILLIS = 5_000;
    private static final int TURNS_A_MINUTE = 60_000 / TURN_MILLIS;
    private static final int WARM_UP_TURNS = 4;

    private static final String HELD = "snapshot held, events/s";
    private static final String FREE = "no snapshot, events/s";
    private static final String RATIO = "held ÷ free";

    /** One of the two. */
    private record Log(TestDatabase database, TestService service, AtomicLong serial) {
        static Log start() {
            TestDatabase database = TestDatabase.migrated();
            return new Log(database, TestService.on(database, "datastorage.signing.interval=1s"), new AtomicLong());
        }

        void close() {
            service.close();
            database.close();
        }
    }

    @Test
    void events_per_second_with_a_snapshot_beside_those_without() throws Exception {
        Log held = Log.start();
        Log free = Log.start();
        Samples samples = new Samples("minutes");
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
                post(threads::invokeAll, held);
                post(threads::invokeAll, free);
            }
            try (Connection snapshot = held.database().superuser().getConnection()) {
                hold(snapshot);
                List<Double> ratios = new ArrayList<>();
                for (int minute = 1; minute <= Math.ceil(MINUTES); minute++) {
                    double withSnapshot = 0;
                    double without = 0;
                    for (int turn = 0; turn < TURNS_A_MINUTE; turn++) {
                        // Who is first changes, so that neither always finds what the other left to the disk.
                        if (turn % 2 == 0) {
                            withSnapshot += post(threads::invokeAll, held);
                            without += post(threads::invokeAll, free);
                        } else {
                            without += post(threads::invokeAll, free);
                            withSnapshot += post(threads::invokeAll, held);
                        }
                    }
                    ratios.add(withSnapshot / without);
                    samples.add(minute, figures(held, free, withSnapshot / TURNS_A_MINUTE, without / TURNS_A_MINUTE));
                    System.out.printf("minute %d: %,.0f events/s with the snapshot, %,.0f without, ratio %.3f%n",
                            minute,
                            withSnapshot / TURNS_A_MINUTE, without / TURNS_A_MINUTE, ratios.getLast());
                }
                System.out.printf("ratio of the last minute: %.3f; least %.3f, greatest %.3f%n", ratios.getLast(),
                        ratios.stream().min(Double::compare).orElseThrow(),
                        ratios.stream().max(Double::compare).orElseThrow());
            }
            for (Log log : List.of(held, free)) {
                assertThat(JdbcClient.create(log.database().application()).sql("SELECT max(size) FROM log_states")
                        .query(Long.class).single()).isEqualTo(log.serial().get());
            }
        } finally {
            write(samples);
            held.close();
            free.close();
        }
    }

    /** What pg_dump does first (it then copies each table). */
    private static void hold(Connection snapshot) throws SQLException {
        snapshot.setAutoCommit(false);
        try (Statement sql = snapshot.createStatement()) {
            sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            List<String> tables = new ArrayList<>();
            try (var row = sql.executeQuery("""
                    SELECT oid::regclass FROM pg_class
                     WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace""")) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            sql.execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS SHARE MODE");
        }
    }

    private interface Threads {
        List<? extends Future<Long>> invokeAll(List<Callable<Long>> tasks)
                throws InterruptedException;
    }

    /** Posts for the length of a turn, and says how many events a second were acknowledged. */
    private static double post(Threads threads, Log log) throws Exception {
        URI path = URI.create("http://localhost:" + log.service().api().port() + "/api/v1/audit/events/batch");
        long began = System.nanoTime();
        long until = began + TURN_MILLIS * 1_000_000L;
        Callable<Long> connection = () -> {
            long events = 0;
            try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                for (; System.nanoTime() < until; events += BATCH) {
                    var request = HttpRequest.newBuilder(path).header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(GatewayEvents.batch(log.serial().getAndAdd(BATCH), BATCH)))
                            .build();
                    var answer = client.send(request, BodyHandlers.ofString());
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                }
            }
            return events;
        };
        long events = 0;
        for (var done : threads.invokeAll(IntStream.range(0, CONNECTIONS).mapToObj(_ -> connection).toList())) {
            events += done.get();
        }
        return events * 1e9 / (System.nanoTime() - began);
    }

    private static Map<String, Double> figures(Log held, Log free, double withSnapshot, double without) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(HELD, withSnapshot);
        figures.put(FREE, without);
        figures.put(RATIO, withSnapshot / without);
        new DatabaseFigures(held.database()).now().forEach((name, value) -> figures.put("held: " + name, value));
        new DatabaseFigures(free.database()).now().forEach((name, value) -> figures.put("free: " + name, value));
        return figures;
    }

    private static void write(Samples samples) throws Exception {
        new Report("Appends while a snapshot is held").plots(List.of(
                plot("Events a second", samples, HELD, FREE),
                plot("With the snapshot ÷ without", samples, RATIO),
                plot("Dead rows of chain_heads", samples, "held: chain_heads dead rows", "free: chain_heads dead rows"),
                plot("Dead rows of log_states", samples, "held: log_states dead rows", "free: log_states dead rows"),
                plot("chain_heads, MiB", samples, "held: chain_heads table MiB", "free: chain_heads table MiB"),
                plot("log_states, MiB", samples, "held: log_states table MiB", "free: log_states table MiB")))
                .write(DIRECTORY.resolve("report.html"));
        samples.writeCsv(DIRECTORY.resolve("samples.csv"));
        System.out.println("written: " + DIRECTORY.resolve("report.html"));
    }

    private static Plot plot(String title, Samples samples, String... names) {
        return new Plot(title, "minutes", "", false, List.of(names).stream().map(samples::series).toList());
    }
}
