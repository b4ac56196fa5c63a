package io.datastorage.web;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;

@WebTest
@ExtendWith(OutputCaptureExtension.class)
class ProblemsTest {
    private final Http http;

    ProblemsTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    @ParameterizedTest
    @CsvSource({
            "GET, /api/v1/nothing, 404, not-found",
            "GET, /, 404, not-found",
            "GET, /favicon.ico, 404, not-found",
            "GET, /static/../index.html, 404, not-found",
            "GET, /swagger-ui/nothing.js, 404, not-found",
            "GET, /error, 404, not-found",
            "POST, /error, 404, not-found",
            "GET, /api/v1/echo, 405, method-not-allowed",
            "PUT, /api/v1/echo, 405, method-not-allowed",
            "GET, /api/v1/defect, 500, internal-error",
            "GET, /api/v1/error, 500, internal-error",
            "GET, /api/v1/away, 503, database-error",
            "GET, /api/v1/status, 400, bad-request"})
    void whatever_goes_wrong_is_told_as_a_problem(String method, String path, int status, String slug) {
        assertProblem(http.send(method, path, BodyPublishers.noBody()), status, slug);
    }

    @Test
    void a_wrong_method_is_told_which_are_right() {
        var response = http.get("/api/v1/echo");
        assertThat(response.headers().firstValue("Allow")).hasValue("POST");
        assertThat(Http.json(response).path("detail").asString()).contains("POST");
    }

    @ParameterizedTest
    @CsvSource({"text/html", "image/png", "application/problem+json", "nonsense"})
    void an_accept_header_that_cannot_be_met_is_answered_as_a_problem_all_the_same(String accept) {
        var response = http.send("POST", "/api/v1/echo", BodyPublishers.ofString("{}"), "Content-Type",
                "application/json", "Accept", accept);
        assertProblem(response, 406, "not-acceptable");
    }

    @Test
    void a_database_that_is_away_is_worth_another_try_and_logged_once_with_the_request_id(CapturedOutput output) {
        var response = http.get("/api/v1/away", "X-Request-Id", "look-for-me");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(output.getOut().lines().filter(line -> line.contains("look-for-me"))).singleElement().asString()
                .contains("SQLSTATE").doesNotContain("Detail");
    }

    @Test
    void a_defect_is_logged_once_with_the_request_id_and_not_told(CapturedOutput output) {
        var response = http.get("/api/v1/defect", "X-Request-Id", "look-for-this");
        assertThat(response.body()).doesNotContain("secret");
        assertThat(output.getOut().lines().filter(line -> line.contains("look-for-this"))).hasSize(1);
        assertThat(output.getOut()).contains("secret of the house");
    }

    @Test
    void an_answer_that_fails_halfway_is_never_taken_for_whole() {
        assertThatThrownBy(() -> http.get("/api/v1/half")).isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void the_base_of_the_types_can_be_written_with_a_slash_at_its_end() {
        assertThat(new ProblemSettings("https://example.test/p//").base()).isEqualTo("https://example.test/p");
    }
}
