package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.ledger.TestLedger;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Events per second over HTTP, in batches of 100 from 8 connections, beside {@code COPY} of the same rows by one
 * connection into a table of the same definition in another database of the same server, in turn. Client, service and
 * server share the machine.
 *
 * <p>It asserts no figure and is no part of the tests: {@code mvn test -Dtest=FirstFigure} runs it.
 */
class FirstFigure {
    private static final String PATH = "/api/v1/audit/events/batch";
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 100;
    private static final int EVENTS = 24_000;
    private static final int WARM_UPS = 2;
    private static final int PAIRS = 7;

    @Test
    void events_per_second_beside_copy() throws Exception {
        var http = new ArrayList<Double>();
        var copy100 = new ArrayList<Double>();
        var copy500 = new ArrayList<Double>();
        try (var log = TestDatabase.migrated();
                var by100 = TestDatabase.migrated();
                var by500 = TestDatabase.migrated();
                var service = TestService.on(log)) {
            int all = (WARM_UPS + PAIRS) * EVENTS;
            for (var database : List.of(log, by100, by500)) {
                JdbcClient.create(database.owner()).sql("SELECT ensure_segments(?)").param(all).query().singleRow();
            }
            for (int first = 0; first < all; first += EVENTS) {
                checkpoint(log);
                http.add(post(service, first));
                checkpoint(log);
                copy100.add(copy(log.superuser(), by100.application(), first, 100));
                checkpoint(log);
                copy500.add(copy(log.superuser(), by500.application(), first, 500));
            }
            assertThat(TestLedger.check(log)).isEqualTo(all);
            System.out.printf("%d events of %d bytes a run, in batches of %d from %d connections; %s%n", EVENTS,
                    GatewayEvents.event(EVENTS, "rr-25", Instant.now()).getBytes(UTF_8).length, BATCH, CONNECTIONS,
                    settings(log));
            var served = report("over HTTP", http);
            System.out.printf("ratio %.2f%n", served / report("COPY BINARY, 100 rows a transaction", copy100));
            System.out.printf("ratio %.2f%n", served / report("COPY BINARY, 500 rows a transaction", copy500));
            service.management().get("/metrics").body().lines()
                    .filter(line -> line.startsWith("datastorage_append_group_events_")).forEach(System.out::println);
        }
    }

    private static double post(TestService service, int first) throws Exception {
        List<List<HttpRequest>> requests = IntStream.range(0, CONNECTIONS)
                .mapToObj(connection -> IntStream.range(0, EVENTS / BATCH)
                        .filter(batch -> batch % CONNECTIONS == connection)
                        .mapToObj(batch -> request(service, GatewayEvents.batch(first + batch * BATCH, BATCH)))
                        .toList())
                .toList();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            long began = System.nanoTime();
            for (var done : threads.invokeAll(requests.stream().map(FirstFigure::connection).toList())) {
                done.get();
            }
            return perSecond(began);
        }
    }

    private static HttpRequest request(TestService service, String batch) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + service.api().port() + PATH))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(batch)).build();
    }

    private static Callable<Void> connection(List<HttpRequest> requests) {
        return () -> {
            try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                for (var request : requests) {
                    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
                }
            }
            return null;
        };
    }

    private static double copy(DataSource from, DataSource to, int first, int rows) throws Exception {
        List<byte[]> chunks = new ArrayList<>();
        try (var connection = from.getConnection()) {
            for (int row = first; row < first + EVENTS; row += rows) {
                var bytes = new ByteArrayOutputStream();
                copyManager(connection).copyOut("""
                        COPY (SELECT * FROM audit_events WHERE log_index >= %d AND log_index < %d ORDER BY log_index)
                        TO STDOUT (FORMAT binary)""".formatted(row, row + rows), bytes);
                chunks.add(bytes.toByteArray());
            }
        }
        try (var connection = to.getConnection()) {
            connection.setAutoCommit(false);
            long began = System.nanoTime();
            for (var chunk : chunks) {
                copyManager(connection).copyIn("COPY audit_events FROM STDIN (FORMAT binary)",
                        new ByteArrayInputStream(chunk));
                connection.commit();
            }
            return perSecond(began);
        }
    }

    private static CopyManager copyManager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private static double perSecond(long began) {
        return EVENTS * 1e9 / (System.nanoTime() - began);
    }

    private static void checkpoint(TestDatabase database) {
        JdbcClient.create(database.superuser()).sql("CHECKPOINT").update();
    }

    private static String settings(TestDatabase database) {
        return JdbcClient.create(database.application()).sql("""
                SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')
                       || ', synchronous_commit ' || current_setting('synchronous_commit')
                """).query(String.class).single();
    }

    private static double report(String what, List<Double> runs) {
        var sorted = runs.stream().skip(WARM_UPS).sorted().toList();
        var median = sorted.get(sorted.size() / 2);
        System.out.printf("%s: %,.0f events/s (median of %d; %,.0f to %,.0f)%n", what, median, sorted.size(),
                sorted.getFirst(), sorted.getLast());
        return median;
    }
}
