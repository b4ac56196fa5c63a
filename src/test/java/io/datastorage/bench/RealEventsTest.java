package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.event.EventLimits;
import io.datastorage.event.EventParser;
import io.datastorage.event.JsonReader;
import io.datastorage.event.Parsed;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

class RealEventsTest {
    private static final int EVENTS = 5_000;

    @Test
    void events_are_valid_and_as_long_as_promised() {
        RealEvents events = new RealEvents(1);
        EventParser parser = new EventParser(EventLimits.DEFAULT);
        int[] sizes = IntStream.range(0, EVENTS).map(_ -> {
            byte[] event = events.next().getBytes(UTF_8);
            assertThat(parser.parse(JsonReader.read(event, JsonReader.DEFAULT_MAX_DEPTH), Instant.now()))
                    .as(new String(event, UTF_8)).isInstanceOf(Parsed.Valid.class);
            return event.length;
        }).sorted().toArray();
        assertThat(sizes[0]).isGreaterThan(550);
        assertThat(sizes[EVENTS - 1]).isLessThan(2_100);
        assertThat(IntStream.of(sizes).average().orElseThrow()).isBetween(900.0, 1_100.0);
    }

    @Test
    void a_few_correlations_have_most_of_the_events_and_one_seed_gives_the_same_ones() {
        RealEvents events = new RealEvents(1);
        RealEvents same = new RealEvents(1);
        Map<String, Integer> found = new HashMap<>();
        for (int i = 0; i < EVENTS; i++) {
            String correlation = correlation(events.next());
            assertThat(correlation(same.next())).isEqualTo(correlation);
            found.merge(correlation, 1, Integer::sum);
        }
        int[] sizes = found.values().stream().mapToInt(Integer::intValue).sorted().toArray();
        assertThat(sizes[sizes.length - 1]).isGreaterThan(EVENTS / 20);
        assertThat(IntStream.of(sizes).filter(size -> size == 1).count()).isGreaterThan(sizes.length / 4);
    }

    private static String correlation(String event) {
        return event.replaceFirst(".*\"correlation_id\":\"([^\"]*)\".*", "$1");
    }
}
