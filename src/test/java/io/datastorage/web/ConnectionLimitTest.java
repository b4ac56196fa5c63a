package io.datastorage.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** More clients than there may be connections, all of which keep theirs. */
@WebTest
@TestPropertySource(properties = {"server.tomcat.max-connections=4", "server.tomcat.keep-alive-timeout=1h"})
class ConnectionLimitTest {
    private static final String LAST = "connection: close";

    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    ConnectionLimitTest(@LocalServerPort int port) {
        this.port = port;
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void who_waits_to_be_accepted_gets_the_place_of_one_that_was_answered() throws IOException {
        for (int client = 0; client < 2; client++) {
            assertThat(answer(ask())).startsWith("http/1.1 404").doesNotContain(LAST);
        }
        List<Socket> more = new ArrayList<>();
        for (int client = 0; client < 10; client++) {
            more.add(ask());
        }
        for (Socket socket : more) {
            assertThat(answer(socket)).startsWith("http/1.1 404");
        }
    }

    /** Connects and asks; the connection is kept open. */
    private Socket ask() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
        return socket;
    }

    /** The head of the answer, in small letters. */
    private static String answer(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line.toLowerCase(Locale.ROOT)).append('\n');
        }
        return head.toString();
    }
}
