package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.GatewayEvents;
import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The packaged service with the memory that the chart gives it, and far more clients at once than that has room for. */
class ManyConnectionsIT {
    private static final Path JAR = Path.of(Objects.requireNonNull(System.getProperty("service.jar")));
    private static final int CLIENTS = 3_000;

    @TempDir
    private Path directory;

    @Test
    void more_clients_than_there_is_memory_for_wait_and_are_all_answered() throws Exception {
        List<String> options = ServiceFigures.chartsJavaOptions(directory.resolve("gc.log"));
        try (TestDatabase database = TestDatabase.migrated();
                ServiceProcess service = ServiceProcess.ofJar(JAR, options, database);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            try (var holder = database.superuser().getConnection(); var lock = holder.createStatement()) {
                lock.execute("SELECT pg_advisory_lock('log_states'::regclass::oid::bigint)");
                for (int client = 0; client < CLIENTS; client++) {
                    String event = GatewayEvents.event(client, "rr-" + client, Instant.now());
                    answers.add(clients.submit(() -> post(service.api().port(), event)));
                }
                // As many as may be under way stand in the queue before it moves.
                await().atMost(Duration.ofMinutes(1)).until(() -> queued(service) > 900);
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).matches("HTTP/1.1 (201|503).*");
            }
        }
    }

    /** The status line of the answer. */
    private static String post(int port, String event) throws IOException {
        byte[] body = event.getBytes(UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("""
                    POST /api/v1/audit/events HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Connection: close\r
                    Content-Length: %d\r
                    \r
                    %s""".formatted(body.length, event).getBytes(UTF_8));
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine());
        }
    }

    private static double queued(ServiceProcess service) {
        return service.management().get("/metrics").body().lines()
                .filter(line -> line.startsWith("datastorage_append_queue_events"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
