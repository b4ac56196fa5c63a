package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** The tests' own proxy does what it says. */
class DatabaseProxyTest {
    private static final Duration SURVIVED = Duration.ofSeconds(2);
    private static final int CLIENTS = 4;
    /** The server answers it with a single byte. */
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    @Test
    void nobody_stays_connected_to_a_database_that_refuses() throws Exception {
        try (var database = TestDatabase.create();
                var proxy = new DatabaseProxy(database);
                var clients = Executors.newFixedThreadPool(CLIENTS)) {
            int port = URI.create(proxy.url(database).substring("jdbc:".length())).getPort();
            for (int round = 0; round < 200; round++) {
                var refused = new AtomicBoolean();
                List<Future<Boolean>> running = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    running.add(clients.submit(untilRefused(port, refused)));
                }
                Thread.sleep(1);
                proxy.refuse();
                refused.set(true);
                for (var one : running) {
                    assertThat(one.get()).as("ended in round %d", round).isTrue();
                }
                proxy.accept();
            }
        }
    }

    /** Connects again whenever it is cut; whether every connection ended once the proxy refused. */
    private static Callable<Boolean> untilRefused(int port, AtomicBoolean refused) {
        return () -> {
            while (true) {
                boolean last = refused.get();
                boolean answered = false;
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout(Math.toIntExact(SURVIVED.toMillis()));
                    socket.getOutputStream().write(SSL_REQUEST);
                    answered = socket.getInputStream().read() >= 0;
                    socket.getInputStream().read();
                } catch (SocketTimeoutException e) {
                    // Without an answer the kernel had taken it, and nobody else.
                    return !answered;
                } catch (IOException e) {
                    if (last) {
                        return true;
                    }
                }
            }
        };
    }
}
