package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A log behind a plain web server, which is well, fails for a while, or refuses. */
class HttpSourceTest {
    private static final TestLog LOG = TestLog.of(600);

    @TempDir
    private Path directory;

    private HttpServer server;
    private final AtomicInteger failing = new AtomicInteger();
    private int status = 503;
    private String token = "";

    @BeforeEach
    void serve() throws IOException {
        LOG.write(directory);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/log/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (!token.isEmpty() && !("Bearer " + token).equals(given)) {
                exchange.sendResponseHeaders(401, -1);
            } else if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.getResponseHeaders().set("Location", "/log/checkpoint");
                exchange.sendResponseHeaders(status, -1);
            } else {
                Path file = directory.resolve(exchange.getRequestURI().getPath().substring("/log/".length()));
                byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
                exchange.sendResponseHeaders(Files.exists(file) ? 200 : 404, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private Verify audit(Object... more) {
        Object[] args = new Object[4 + more.length];
        System.arraycopy(new Object[]{"audit", "--key", TestLog.KEY.verifierKey(),
                "http://localhost:" + server.getAddress().getPort() + "/log"}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return Verify.run(args);
    }

    @Test
    void a_server_that_fails_for_a_while_is_asked_again() {
        failing.set(3);
        audit().verifies();
    }

    @Test
    void a_server_that_goes_on_failing_or_refuses_could_not_be_read() {
        failing.set(Integer.MAX_VALUE);
        audit().isUnreadable("/log/checkpoint", "the server answers 503");
        status = 302;
        failing.set(1);
        audit().isUnreadable("the server answers 302");
        assertThat(failing).hasValue(0);
    }

    @Test
    void a_token_is_sent_from_its_file() throws IOException {
        token = "secret";
        audit().isUnreadable("the server answers 401");
        audit("--token-file", Files.writeString(directory.resolve("token"), "secret\n")).verifies();
        audit("--token-file", Files.writeString(directory.resolve("token"), "se\ncret")).isMisused("cannot be sent");
    }

    @Test
    void an_answer_without_end_is_not_read_to_its_end() throws IOException {
        Files.write(directory.resolve("checkpoint"), "x".repeat(2_000_000).getBytes(UTF_8));
        audit().isUnreadable("checkpoint");
    }
}
