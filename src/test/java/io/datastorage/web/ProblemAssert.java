package io.datastorage.web;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;

/** Checks that an answer is a problem in the form that every client reads. */
public final class ProblemAssert {
    private ProblemAssert() {}

    /** Checks status and type, and the form; returns the problem. */
    public static JsonNode assertProblem(HttpResponse<String> response, int status, String slug) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        var problem = Http.json(response);
        assertForm(problem, status, slug);
        assertThat(problem.path("instance").asString()).isEqualTo(response.uri().getRawPath());
        return problem;
    }

    static void assertForm(JsonNode problem, int status, String slug) {
        assertThat(problem.path("type").asString()).isEqualTo("https://kubernaut.ai/problems/" + slug);
        assertThat(problem.path("status").isInt()).isTrue();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank().doesNotContain("secret", "Exception", "org.",
                "java.");
    }
}
