package io.datastorage.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.ledger.Position;
import io.datastorage.ledger.QuerySettings;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

class SearchParametersTest {
    private static final Instant NOW = Instant.parse("2026-01-07T12:00:00Z");
    private static final QuerySettings SETTINGS = new QuerySettings(10_000, 10_000, Duration.ofSeconds(2), 1_000_000,
            10_000);

    @Test
    void a_window_given_as_a_duration_does_not_move_while_it_is_paged_through() {
        var query = "since=24h&until=1h&event_type=a";
        var first = at(NOW).read(query);
        assertThat(first.page().filter().since()).isEqualTo(NOW.minus(Duration.ofHours(24)));

        var cursor = first.cursor(new Position(100, NOW.minusSeconds(4000), 50, 0, 70, true));
        var second = at(NOW.plusSeconds(600)).read(query + "&cursor=" + cursor);
        assertThat(second.page().filter()).isEqualTo(first.page().filter());
        assertThat(second.cursor(new Position(100, NOW, 1, 0, 70, true)))
                .isEqualTo(first.cursor(new Position(100, NOW, 1, 0, 70, true)));
    }

    @Test
    void the_order_of_parameters_and_the_size_of_a_page_do_not_make_another_search() {
        var id = at(NOW).read("event_type=a&severity=b").id();
        assertThat(at(NOW).read("severity=b&limit=7&offset=3&event_type=a&actor_id=").id()).isEqualTo(id);
        assertThat(at(NOW).read("event_type=a&severity=b&sort=event_timestamp").id()).isEqualTo(id);
    }

    @Test
    void what_stands_in_another_filter_makes_another_search() {
        var id = at(NOW).read("event_type=a&severity=b").id();
        for (var other : new String[]{"event_type=b&severity=a", "event_type=a", "event_type=ab&severity=b",
                "event_type=a&severity=b&sort=log_index", "event_type=a&namespace=b"}) {
            assertThat(at(NOW).read(other).id()).isNotEqualTo(id);
        }
    }

    private static SearchParameters at(Instant now) {
        return new SearchParameters(SETTINGS, Clock.fixed(now, ZoneOffset.UTC));
    }
}
