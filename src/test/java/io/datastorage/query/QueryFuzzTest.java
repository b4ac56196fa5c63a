package io.datastorage.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.web.Http;
import org.junit.jupiter.api.Test;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whatever a query string says, it is answered or refused: no input gives a 500. */
class QueryFuzzTest {
    private static final int REQUESTS = 6_000;
    private static final long SEED = 15;

    private static final List<String> NAMES = List.of("event_type", "event_category", "event_outcome", "severity",
            "correlation_id", "detail_key", "detail_value", "actor_id", "resource_type", "resource_id", "namespace",
            "event_id", "event_hash", "since", "until", "limit", "offset", "sort", "cursor");

    private static final List<String> VALUES = List.of("", "0", "1", "-1", "50", "1000", "1001", "10000", "10001",
            "1e3", "0x10",
            "9223372036854775807", "9223372036854775808", "99999999999999999999999", "NaN", "null", "true", "1.5", "٣",
            " ", "%",
            "'", "\"", "\\", "--", "';--", "\u0000", "\u0001", "\n", "\u202e", "\ufffd", "🚨", "ü", "gateway",
            "success",
            "c1", "24h", "7d", "1h30m", "-24h", "999999999999999999d", "9999999999h", "2026-01-07", "2026-02-30",
            "2026-01-07T10:00:00", "2026-01-07T10:00:00Z", "2026-01-07T10:00:00+02:00", "0001-01-01", "9999-12-31",
            "10000-01-01", "event_timestamp", "log_index", "a", "nested", "019bcd31-6c3d-7a54-8000-000000000001",
            "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "f".repeat(64),
            "A".repeat(300),
            "🚨".repeat(255), "AQAA", "AQ==");

    @Test
    void no_query_string_of_any_kind_gives_a_server_error() {
        try (var fixture = new QueryFixture()) {
            fixture.post(60, n -> QueryFixture.event("c" + n % 3, Instant.now().minusSeconds(n)));
            var http = fixture.http();
            var cursors = cursors(http);
            var random = new Random(SEED);
            var seen = new TreeMap<Integer, Integer>();
            for (int i = 0; i < REQUESTS; i++) {
                var query = query(random, cursors);
                var response = http.get(QueryFixture.PATH + query);
                assertThat(response.statusCode()).as("seed %d, request %d: %s → %s", SEED, i, query, response.body())
                        .isIn(200, 400);
                seen.merge(response.statusCode(), 1, Integer::sum);
            }
            // Both must be common, or the strings do not reach what they should.
            assertThat(seen.get(200)).isGreaterThan(REQUESTS / 10);
            assertThat(seen.get(400)).isGreaterThan(REQUESTS / 10);
        }
    }

    private static List<String> cursors(Http http) {
        return IntStream.of(1, 7, 50).boxed().flatMap(limit -> List.of("", "&sort=log_index").stream()
                .map(sort -> Http.json(http.get(QueryFixture.PATH + "?limit=" + limit + sort)).path("pagination")
                        .path("next_cursor").asString()))
                .toList();
    }

    private static String query(Random random, List<String> cursors) {
        int parameters = random.nextInt(5);
        return IntStream.range(0, parameters).mapToObj(_ -> parameter(random, cursors))
                .collect(Collectors.joining("&", parameters == 0 ? "" : "?", ""));
    }

    private static String parameter(Random random, List<String> cursors) {
        var name = random.nextInt(20) == 0 ? pick(random, VALUES) : pick(random, NAMES);
        return switch (random.nextInt(12)) {
            case 0 -> encode(name);
            case 1 -> encode(name) + "=%zz".replace("zz", random.nextBoolean() ? "ff" : "C3%28");
            case 2 -> encode(name) + "=" + encode(random(random));
            case 3 -> "cursor=" + damaged(random, pick(random, cursors));
            case 4 -> "cursor=" + pick(random, cursors);
            case 5, 6 -> suited(random);
            default -> encode(name) + "=" + encode(pick(random, VALUES));
        };
    }

    /** Something that can be answered, so that what stands beside it is reached. */
    private static String suited(Random random) {
        return pick(random, List.of("limit=5", "limit=1000", "offset=3", "offset=10000", "sort=log_index",
                "sort=event_timestamp", "since=24h", "until=0s", "event_category=gateway", "correlation_id=c1",
                "detail_key=a&detail_value=1", "event_outcome=success", "severity=x"));
    }

    private static String random(Random random) {
        return random.ints(random.nextInt(1, 30), 0, 0x110000).filter(c -> c < 0xd800 || c > 0xdfff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static String damaged(Random random, String cursor) {
        var text = new StringBuilder(cursor);
        for (int i = random.nextInt(1, 5); i > 0 && !text.isEmpty(); i--) {
            text.setCharAt(random.nextInt(text.length()), (char) ('A' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
