package io.datastorage.query;

import static io.datastorage.web.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

class PaginationTest {
    private static final int EVENTS = 120;

    private static QueryFixture fixture;
    private static Http http;

    @BeforeAll
    static void start() {
        fixture = new QueryFixture("datastorage.query.max-offset=500");
        http = fixture.http();
        // Every third event is of another category; timestamps repeat, and run against the order of the log.
        var base = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (int batch = 0; batch < EVENTS / 20; batch++) {
            int from = batch * 20;
            fixture.post(20, n -> QueryFixture.event("c" + (from + n) % 4, base.minusSeconds((from + n) / 2))
                    .replace("\"gateway\"", (from + n) % 3 == 0 ? "\"workflow\"" : "\"gateway\""));
        }
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void a_query_without_parameters_gives_the_newest_fifty() {
        var page = page("");
        assertThat(page.path("data")).hasSize(50);
        assertPagination(page, 50, 0, EVENTS, true);
    }

    @Test
    void a_query_with_one_parameter() {
        var page = page("?event_category=gateway");
        assertThat(page.path("data")).hasSize(50);
        assertPagination(page, 50, 0, 80, true);
    }

    @Test
    void a_query_with_two_parameters_as_the_gateway_sends_it() {
        var page = page("?event_category=gateway&correlation_id=c1");
        assertThat(page.path("data")).hasSize(20).allMatch(e -> e.path("correlation_id").asString().equals("c1"));
        assertPagination(page, 50, 0, 20, false);
    }

    @Test
    void a_query_with_three_parameters() {
        var page = page("?event_category=gateway&correlation_id=c1&event_outcome=success");
        assertPagination(page, 50, 0, 20, false);
    }

    @Test
    void a_query_with_four_parameters() {
        var page = page("?event_category=gateway&correlation_id=c1&event_outcome=success&limit=7");
        assertThat(page.path("data")).hasSize(7);
        assertPagination(page, 7, 0, 20, true);
    }

    @Test
    void a_query_with_a_limit_only() {
        var page = page("?limit=10");
        assertThat(page.path("data")).hasSize(10);
        assertPagination(page, 10, 0, EVENTS, true);
    }

    @Test
    void a_query_with_limit_and_offset() {
        var all = ids(page("?limit=1000"));
        var page = page("?limit=10&offset=15");
        assertThat(ids(page)).isEqualTo(all.subList(15, 25));
        assertPagination(page, 10, 15, EVENTS, true);
    }

    @Test
    void empty_parameters_count_as_not_given() {
        assertThat(ids(page("?event_category=&correlation_id=&limit=&offset=&cursor=&since=")))
                .isEqualTo(ids(page("")));
    }

    @Test
    void an_offset_past_the_end_gives_an_empty_page() {
        var page = page("?offset=400");
        assertThat(page.path("data")).isEmpty();
        assertPagination(page, 50, 400, EVENTS, false);
    }

    @Test
    void rows_come_newest_first_and_equal_times_by_log_index() {
        var data = page("?limit=1000").path("data");
        for (int i = 1; i < data.size(); i++) {
            var before = Instant.parse(data.path(i - 1).path("event_timestamp").asString());
            var here = Instant.parse(data.path(i).path("event_timestamp").asString());
            assertThat(here).isBeforeOrEqualTo(before);
            if (here.equals(before)) {
                assertThat(data.path(i).path("log_index").asLong())
                        .isLessThan(data.path(i - 1).path("log_index").asLong());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 1000", "'sort=log_index', 1000", "'event_category=gateway', 80",
            "'event_category=gateway&sort=log_index', 80", "'since=24h&until=0s', 1000"})
    void cursor_pages_give_every_row_once(String query, int most) {
        var expected = ids(page("?limit=1000&" + query));
        var found = new ArrayList<String>();
        var page = page("?limit=7&" + query);
        found.addAll(ids(page));
        while (page.path("pagination").path("has_more").asBoolean()) {
            assertThat(found.size()).isLessThanOrEqualTo(most);
            page = page("?limit=13&" + query + "&cursor=" + cursor(page));
            found.addAll(ids(page));
            assertThat(page.path("pagination").path("offset").asInt()).isZero();
        }
        assertThat(found).isEqualTo(expected).hasSameSizeAs(new HashSet<>(found));
    }

    @Test
    void a_tail_finds_what_was_appended_after_its_last_page() {
        var page = page("?sort=log_index&limit=1000&correlation_id=tail");
        assertThat(page.path("data")).isEmpty();
        fixture.post(3, n -> QueryFixture.event("tail", Instant.now().minusSeconds(n)));
        page = page("?sort=log_index&limit=1000&correlation_id=tail&cursor=" + cursor(page));
        assertThat(page.path("data")).hasSize(3);
        assertThat(page("?sort=log_index&limit=1000&correlation_id=tail&cursor=" + cursor(page)).path("data"))
                .isEmpty();
        fixture.post(1, n -> QueryFixture.event("tail", Instant.now()));
        assertThat(page("?sort=log_index&limit=1000&correlation_id=tail&cursor=" + cursor(page)).path("data"))
                .hasSize(1);
    }

    @Test
    void a_cursor_belongs_to_its_search() {
        var cursor = cursor(page("?limit=5&event_category=gateway&since=24h"));
        assertThat(page("?limit=9&since=24h&event_category=gateway&cursor=" + cursor).path("data")).hasSize(9);
        for (var other : List.of("", "event_category=gateway", "event_category=workflow&since=24h",
                "event_category=gateway&since=25h", "event_category=gateway&since=24h&sort=log_index")) {
            var problem = assertProblem(http.get(QueryFixture.PATH + "?" + other + "&cursor=" + cursor), 400,
                    "validation-error");
            assertThat(problem.path("field_errors").path("cursor").asString()).contains("other filters");
        }
    }

    @Test
    void cursor_and_offset_exclude_each_other() {
        var cursor = cursor(page("?limit=5"));
        var problem = assertProblem(http.get(QueryFixture.PATH + "?offset=0&cursor=" + cursor), 400,
                "validation-error");
        assertThat(problem.path("field_errors").path("offset").asString()).contains("together with cursor");
    }

    private static JsonNode page(String query) {
        var response = http.get(QueryFixture.PATH + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Http.json(response);
    }

    private static String cursor(JsonNode page) {
        return page.path("pagination").path("next_cursor").asString();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("data").valueStream().map(event -> event.path("event_id").asString()).toList();
    }

    private static void assertPagination(JsonNode page, int limit, int offset, long total, boolean hasMore) {
        var pagination = page.path("pagination");
        assertThat(pagination.path("limit").asInt()).isEqualTo(limit);
        assertThat(pagination.path("offset").asInt()).isEqualTo(offset);
        assertThat(pagination.path("total").asLong()).isGreaterThanOrEqualTo(total).isLessThan(total + 10);
        assertThat(pagination.path("total_is_exact").asBoolean()).isTrue();
        assertThat(pagination.path("partial").asBoolean()).isFalse();
        assertThat(pagination.path("has_more").asBoolean()).isEqualTo(hasMore);
        assertThat(pagination.has("next_cursor")).isEqualTo(hasMore);
    }
}
