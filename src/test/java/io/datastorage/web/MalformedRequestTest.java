package io.datastorage.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.stream.Stream;

/** Requests that Tomcat refuses before any handler sees them. */
@WebTest
class MalformedRequestTest {
    private static final String REST = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private static final String POST = "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\n";

    private final int port;
    private final int managementPort;

    MalformedRequestTest(@LocalServerPort int port, @Value("${local.management.port}") int managementPort) {
        this.port = port;
        this.managementPort = managementPort;
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("GET /a|b{}" + REST, 400, "bad-request"),
                Arguments.of("GET /a\\b" + REST, 400, "bad-request"),
                Arguments.of("GET /a%zz" + REST, 400, "bad-request"),
                Arguments.of("GET /a%ff" + REST, 400, "bad-request"),
                Arguments.of("GET /a%00" + REST, 400, "bad-request"),
                Arguments.of("GET /a%2fb" + REST, 400, "bad-request"),
                Arguments.of("GET /a\u00e9" + REST, 400, "bad-request"),
                Arguments.of("GET /api?a=\u00e9" + REST, 400, "bad-request"),
                Arguments.of("GET /../../etc/passwd" + REST, 400, "bad-request"),
                Arguments.of("GET /" + "a".repeat(20_000) + REST, 400, "bad-request"),
                Arguments.of("GARBAGE\r\n\r\n", 400, "bad-request"),
                Arguments.of("GET /x HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "bad-request"),
                Arguments.of("GET /x HTTP/1.1\r\nHost: x y\r\nConnection: close\r\n\r\n", 400, "bad-request"),
                Arguments.of("GET /x HTTP/1.1\r\nHost: x\r\nBad Name: x\r\nConnection: close\r\n\r\n", 400,
                        "bad-request"),
                Arguments.of("GET /x HTTP/1.1\r\nHost: x\r\nBig: " + "a".repeat(20_000) + "\r\n\r\n", 400,
                        "bad-request"),
                Arguments.of("GET /x HTTP/3.0\r\nHost: x\r\n\r\n", 505, "http-version-not-supported"),
                Arguments.of("TRACE /api/v1/echo" + REST, 405, "method-not-allowed"),
                Arguments.of("INVENTED /api/v1/echo" + REST, 405, "method-not-allowed"),
                Arguments.of("CONNECT x:80" + REST, 501, "not-implemented"),
                Arguments.of("GET /x HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nConnection: close\r\n\r\n", 417,
                        "expectation-failed"),
                Arguments.of(POST + "Content-Length: abc\r\n\r\n", 400, "bad-request"),
                Arguments.of(POST + "Content-Length: -1\r\n\r\n", 400, "bad-request"),
                Arguments.of(POST + "Transfer-Encoding: magic\r\n\r\n{}", 501, "not-implemented"),
                Arguments.of(POST + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}", 400, "bad-request"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_malformed_request_is_answered_as_a_problem(String request, int status, String slug) throws IOException {
        assertProblem(RawHttp.send(port, request), status, slug);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void the_management_port_gives_nothing_away_either(String request) throws IOException {
        var answer = RawHttp.send(managementPort, request);
        assertThat(answer).matches("(?s)HTTP/1\\.1 [45].*").doesNotContain("<html", "Exception", "Tomcat");
    }

    private static void assertProblem(String answer, int status, String slug) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer).contains("\r\nContent-Type: application/problem+json\r\n").doesNotContain("<html");
        var body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        ProblemAssert.assertForm(JsonMapper.builder().build().readTree(body), status, slug);
    }
}
