package io.datastorage.ingest;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;
import java.time.Instant;

class DatabaseAwayTest {
    private static final String EVENTS = "/api/v1/audit/events";

    @Test
    void without_its_database_the_service_answers_that_a_request_is_worth_sending_again() {
        var database = TestDatabase.migrated();
        try (var service = TestService.on(database, "datastorage.append.hold-for=1s")) {
            var http = service.api();
            assertThat(http.post(EVENTS, event("success")).statusCode()).isEqualTo(201);
            database.close();

            assertRetry(http.post(EVENTS, event("success")));
            assertRetry(http.post(EVENTS + "/batch", "[" + event("success") + "]"));
            // It may be the repetition of a stored one: a refusal would make the client drop it.
            assertRetry(http.post(EVENTS, event("no outcome")));
            assertRetry(http.get(EVENTS));
            assertRetry(http.get(EVENTS + "/019bcd31-6c3d-7a54-8000-000000000000"));

            assertProblem(http.post(EVENTS, "{"), 400, "validation-error");
            assertProblem(http.get(EVENTS + "?limit=0"), 400, "validation-error");
            assertThat(http.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(service.management().get("/readyz").statusCode()).isEqualTo(200);
            assertThat(service.management().get("/metrics").body())
                    .contains("datastorage_write_duration_seconds_count{outcome=\"unavailable\",route=\"single\"} 2");
        }
    }

    private static void assertRetry(HttpResponse<String> response) {
        assertProblem(response, 503, "database-error");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    private static String event(String outcome) {
        return """
                {"version":"1.0","event_type":"gateway.signal.received","event_timestamp":"%s","event_category":"gateway",\
                "event_action":"received","event_outcome":"%s","correlation_id":"away","event_data":{}}"""
                .formatted(Instant.now(), outcome);
    }
}
