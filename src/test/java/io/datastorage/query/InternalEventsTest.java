package io.datastorage.query;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Old clients decode strictly what they know, so what the service itself writes is shown to those who ask for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InternalEventsTest {
    private static final int POSTED = 21;
    private static final int OWN = 3;

    private final QueryFixture fixture = new QueryFixture();

    @BeforeAll
    void seven_events_and_one_of_the_service_three_times() {
        for (int round = 0; round < OWN; round++) {
            fixture.post(POSTED / OWN, i -> QueryFixture.event("case-" + i, Instant.now()));
            fixture.appendInternal("datastorage/test");
        }
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    private JsonNode search(String query) {
        return Http.json(fixture.http().get(QueryFixture.PATH + query));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "''                                   | 21 | 3",
            "?limit=5                             | 21 | 3",
            "?sort=log_index                      | 21 | 3",
            "?since=1h                            | 21 | 3",
            "?until=1h                            |  0 | 0",
            "?event_outcome=success               | 21 | 3",
            "?severity=critical                   |  0 | 3",
            "?severity=info                       |  0 | 0",
            "?include=internal                    | 24 | 0",
            "?include=internal&sort=log_index     | 24 | 0",
            "?event_category=datastorage          |  3 | 0",
            "?event_type=datastorage.signal.received | 3 | 0",
            "?correlation_id=datastorage/test     |  3 | 0",
            "?event_category=gateway              | 21 | 0",
    })
    void totals_count_what_is_shown_and_say_how_many_were_left_out(String query, int total, int leftOut) {
        var page = search(query);
        assertThat(page.path("pagination").path("total").asInt()).isEqualTo(total);
        assertThat(page.path("pagination").path("total_is_exact").asBoolean()).isTrue();
        assertThat(page.path("pagination").path("left_out").asInt()).isEqualTo(leftOut);
        boolean own = query.contains("include=internal") || query.contains("datastorage");
        assertThat(page.path("data").valueStream().map(event -> event.path("event_category").asString())
                .anyMatch("datastorage"::equals)).isEqualTo(own && total > 0);
    }

    @ParameterizedTest
    @CsvSource({"event_timestamp,21", "log_index,21"})
    void pages_leave_them_out_and_nothing_else(String sort, int total) {
        List<String> ids = new ArrayList<>();
        var page = search("?limit=4&sort=" + sort);
        while (!page.path("data").isEmpty()) {
            assertThat(page.path("pagination").path("total").asInt()).isEqualTo(total);
            assertThat(page.path("pagination").path("left_out").asInt()).isEqualTo(OWN);
            page.path("data").forEach(event -> ids.add(event.path("event_id").asString()));
            if (!page.path("pagination").has("next_cursor")) {
                break;
            }
            page = search("?limit=4&sort=" + sort + "&cursor="
                    + page.path("pagination").path("next_cursor").asString());
        }
        assertThat(ids).hasSize(total).doesNotHaveDuplicates();
    }

    @Test
    void one_is_found_by_its_id_and_by_its_hash() {
        var own = search("?event_category=datastorage").path("data").path(0);
        assertThat(search("?event_id=" + own.path("event_id").asString()).path("data")).hasSize(1);
        assertThat(search("?event_hash=" + own.path("event_hash").asString()).path("data")).hasSize(1);
        assertThat(search("/" + own.path("event_id").asString()).path("event_category").asString())
                .isEqualTo("datastorage");
    }

    @Test
    void what_else_could_be_included_is_refused() {
        assertProblem(fixture.http().get(QueryFixture.PATH + "?include=everything"), 400, "validation-error");
    }
}
