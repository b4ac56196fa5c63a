package io.datastorage.web;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

@WebTest
class RequestBodiesTest {
    private static final String ECHO = "/api/v1/echo";
    private static final int LIMIT = 1 << 20;

    private final int port;
    private final Http http;

    RequestBodiesTest(@LocalServerPort int port) {
        this.port = port;
        http = new Http(port);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "application/json", "application/json;charset=utf-8", "application/json; charset=\"UTF-8\"",
            "application/cloudevents+json", "APPLICATION/JSON"})
    void json_is_read(String contentType) {
        var response = http.send("POST", ECHO, BodyPublishers.ofString("{\"b\":1.0,\"a\":\"é\"}"), "Content-Type",
                contentType);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"a\":\"é\",\"b\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data;boundary=x", "*/*", "application/*",
            "nonsense", "application/json;charset=iso-8859-1", "application/json;charset=utf-16"})
    void what_is_not_json_in_utf_8_is_refused(String contentType) {
        var response = http.send("POST", ECHO, BodyPublishers.ofString("{}"), "Content-Type", contentType);
        assertProblem(response, 415, "unsupported-media-type");
    }

    @Test
    void a_body_without_a_content_type_is_refused() {
        assertProblem(http.send("POST", ECHO, BodyPublishers.ofString("{}")), 415, "unsupported-media-type");
    }

    @Test
    void a_compressed_body_is_refused() {
        assertProblem(http.post(ECHO, "{}", "Content-Encoding", "gzip"), 415, "unsupported-media-type");
        assertThat(http.post(ECHO, "{}", "Content-Encoding", "identity").statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_of_exactly_the_limit_is_read() {
        assertThat(http.post(ECHO, json(LIMIT)).statusCode()).isEqualTo(200);
    }

    /** Around the 64 KiB that are read at a time. */
    @ParameterizedTest
    @ValueSource(ints = {65_534, 65_535, 65_536, 65_537, 131_072})
    void a_body_is_read_whole_whether_its_length_is_announced_or_not(int bytes) {
        var body = json(bytes);
        var chunks = BodyPublishers
                .ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(http.post(ECHO, body).body()).isEqualTo(body);
        assertThat(http.send("POST", ECHO, chunks, "Content-Type", "application/json").body()).isEqualTo(body);
    }

    @Test
    void a_longer_body_is_refused_by_its_length() {
        var problem = assertProblem(http.post(ECHO, json(LIMIT + 1)), 413, "request-too-large");
        assertThat(problem.path("detail").asString()).contains("1,048,576 bytes");
    }

    @Test
    void a_longer_body_in_chunks_is_refused_while_it_arrives() {
        var bytes = json(8 * LIMIT).getBytes(StandardCharsets.UTF_8);
        var response = http.send("POST", ECHO, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
                "Content-Type", "application/json");
        assertProblem(response, 413, "request-too-large");
    }

    @Test
    void a_client_that_asks_before_it_sends_is_told_at_once() throws IOException {
        var answer = RawHttp.send(port,
                "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 999999999\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{\"a\":1 | line 1, column", "[1,] | line 1, column", "'' | line 1", "{} {} | line 1",
            "{\"a\":1,\"a\":2} | duplicate", "{\"a\":\"\\u0000\"} | U+0000", "{\"a\":\"\\ud800\"} | surrogate",
            "[1e401] | [0]"})
    void a_body_that_is_not_json_says_where(String body, String hint) {
        var problem = assertProblem(http.post(ECHO, body), 400, "validation-error");
        assertThat(problem.path("detail").asString()).containsIgnoringCase(hint);
    }

    @Test
    void a_body_that_is_too_deep_is_refused() {
        assertThat(http.post(ECHO, "[".repeat(128) + "]".repeat(128)).statusCode()).isEqualTo(200);
        assertProblem(http.post(ECHO, "[".repeat(129) + "]".repeat(129)), 400, "validation-error");
        assertProblem(http.post(ECHO, "[".repeat(500_000)), 400, "validation-error");
    }

    @Test
    void an_empty_body_is_refused() {
        assertProblem(http.post(ECHO, ""), 400, "validation-error");
    }

    private static String json(int bytes) {
        return "\"" + "a".repeat(bytes - 2) + "\"";
    }
}
