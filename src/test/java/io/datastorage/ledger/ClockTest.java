package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestEvents;
import io.datastorage.event.Entry;
import io.datastorage.event.EventId;
import io.datastorage.event.EventLimits;
import io.datastorage.event.EventParser;
import io.datastorage.event.JsonReader;
import io.datastorage.event.Parsed;
import io.datastorage.event.Placement;
import io.datastorage.log.Frontier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Times at which clocks and calendars go wrong: the database's at an append, the service's at the door. */
class ClockTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final EventParser PARSER = new EventParser(EventLimits.DEFAULT);

    /** The database's clock, append by append, and what the records say. */
    @Test
    void a_clock_that_jumps_an_hour_back_or_forward_leaves_records_in_the_order_of_the_log() {
        Instant noon = Instant.parse("2026-06-01T12:00:00.123456Z");
        List<Instant> clock = List.of(noon, noon.minus(HOUR), noon.minusSeconds(1), noon.plus(HOUR),
                noon.plusSeconds(2), noon.plus(HOUR).plusNanos(1_000));
        assertThat(append(clock)).extracting(Placement::recordedAt).containsExactly(noon, noon, noon, noon.plus(HOUR),
                noon.plus(HOUR), noon.plus(HOUR).plusNanos(1_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2028-02-28T23:59:59.999999Z", "2028-02-29T00:00:00Z", "2028-02-29T23:59:59.999999Z",
            "2027-02-28T23:59:59.999999Z", "2026-04-30T23:59:59.999999Z", "2026-12-31T23:59:59.999999Z",
            "2026-03-29T00:59:59.999999Z", "2026-10-25T00:59:59.999999Z"})
    void records_follow_each_other_over_a_boundary_of_the_calendar(String before) {
        Instant last = Instant.parse(before);
        Instant next = last.plusNanos(1_000);
        List<Placement> placed = append(List.of(last, next, last, next));
        assertThat(placed).extracting(Placement::recordedAt).containsExactly(last, next, next, next);
        assertThat(placed).extracting(placement -> EventId.of(placement.recordedAt(), placement.logIndex(), 0))
                .isSorted();
    }

    /** Appends one event at each of these times; the chain and the indexes go on whatever the clock says. */
    private static List<Placement> append(List<Instant> clock) {
        LogState state = new LogState(Frontier.empty(), new byte[32], null);
        Map<String, ChainHead> heads = new HashMap<>();
        Stream.Builder<Placement> placed = Stream.builder();
        for (int i = 0; i < clock.size(); i++) {
            Plan plan = TestLedger.plan(state, clock.get(i), heads, List.of(TestEvents.event("a")));
            Placed record = plan.records().getFirst();
            assertThat(record.placement().logIndex()).isEqualTo(i);
            assertThat(record.placement().chainSeq()).isEqualTo(i);
            assertThat(record.hash()).isEqualTo(Entry.hash(record.event(), record.placement()));
            assertThat(plan.next().recordedAt()).isEqualTo(record.placement().recordedAt());
            plan.heads().forEach(head -> heads.put(head.correlationId(), head));
            placed.add(record.placement());
            state = plan.next();
        }
        return placed.build().toList();
    }

    @ParameterizedTest
    @CsvSource({"2028-03-07T12:00:00Z, 2028-02-29T12:00:00Z, true", "2028-03-07T12:00:00Z, 2028-02-29T11:59:59Z, false",
            "2028-02-29T23:30:00Z, 2028-03-01T00:30:00Z, true", "2028-02-29T23:30:00Z, 2028-03-01T00:30:01Z, false",
            "2027-03-07T00:00:00Z, 2027-02-28T00:00:00Z, true", "2027-03-07T00:00:00Z, 2027-02-27T23:59:59Z, false",
            "2026-12-31T23:30:00Z, 2027-01-01T00:30:00Z, true", "2027-01-03T12:00:00Z, 2026-12-27T12:00:00Z, true",
            "2027-01-03T12:00:00Z, 2026-12-27T11:59:59Z, false", "2026-05-01T00:00:00Z, 2026-04-30T23:59:59Z, true"})
    void the_window_for_events_is_a_length_of_time_whatever_the_calendar(String now, String event, boolean accepted) {
        assertThat(accepts(Instant.parse(event), Instant.parse(now))).isEqualTo(accepted);
    }

    /** A clock that is an hour behind the client's just takes its events; an hour more, and it says which clock is off. */
    @Test
    void a_clock_an_hour_off_still_takes_the_events_of_a_client_whose_clock_is_right() {
        Instant right = Instant.parse("2026-06-01T12:00:00Z");
        assertThat(accepts(right, right.minus(HOUR))).isTrue();
        assertThat(accepts(right, right.plus(HOUR))).isTrue();
        assertThat(accepts(right, right.minus(HOUR).minusSeconds(1))).isFalse();
    }

    private static boolean accepts(Instant event, Instant now) {
        byte[] json = GatewayEvents.event(1, "rr-1", event).getBytes(UTF_8);
        return PARSER.parse(JsonReader.read(json, 16), now) instanceof Parsed.Valid;
    }
}
