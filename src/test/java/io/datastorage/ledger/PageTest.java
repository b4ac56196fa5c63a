package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.AuditRecord;
import io.datastorage.event.PreparedEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Pages over segments of 256 records and up, whose timestamps overlap, against the same search done in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    private static final Comparator<AuditRecord> NEWEST_FIRST = Comparator
            .comparing((AuditRecord r) -> r.event().eventTimestamp())
            .thenComparingLong(r -> r.placement().logIndex()).reversed();
    private static final int RECORDS = 3_000;

    private final TestDatabase database = TestDatabase.migrated();
    private final HikariDataSource pool = TestLedger.pool(database);
    private final Instant base = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Random random = new Random(7);
    private List<AuditRecord> records = List.of();

    @BeforeAll
    void append_three_thousand() {
        TestLedger.smallSegments(database);
        try (Appender appender = TestLedger.appender(database.application())) {
            while (TestLedger.count(database, "SELECT max(size) FROM log_states") < RECORDS) {
                // Timestamps drift forward, overlap between segments, and often collide.
                long drift = TestLedger.count(database, "SELECT max(size) FROM log_states") / 3;
                List<PreparedEvent> batch = IntStream.range(0, 300)
                        .mapToObj(_ -> TestEvents.event("chain-" + random.nextInt(40),
                                base.plusSeconds(drift + random.nextInt(400)), "action-" + random.nextInt(7)))
                        .toList();
                TestLedger.append(appender, batch);
            }
        }
        assertThat(TestLedger.count(database, "SELECT count(*) FROM log_segments")).isGreaterThan(3);
        records = TestLedger.records(database);
    }

    @AfterAll
    void the_whole_log_verifies() {
        try (database; pool) {
            TestLedger.check(database);
        }
    }

    @Test
    void every_page_of_every_filter_is_what_a_search_in_memory_finds() {
        for (int round = 0; round < 40; round++) {
            EventFilter filter = randomFilter();
            for (PageRequest.Order order : PageRequest.Order.values()) {
                List<AuditRecord> expected = expected(filter, order);
                List<AuditRecord> found = walk(reader(settings(20 + random.nextInt(500), 1_000_000)), filter, order,
                        20 + random.nextInt(200), expected.size());
                assertThat(indexes(found)).as("%s of %s", order, filter).isEqualTo(indexes(expected));
            }
        }
    }

    @Test
    void a_search_that_runs_out_of_its_budget_goes_on_where_it_stopped() {
        EventFilter rare = filter(null, "fingerprint", null, null);
        EventFilter none = filter(null, "no such resource", null, null);
        for (PageRequest.Order order : PageRequest.Order.values()) {
            EventReader hurried = reader(settings(100, 150));
            assertThat(hurried.page(new PageRequest(none, order, 50, 0, null)))
                    .satisfies(page -> assertThat(page.partial()).isTrue())
                    .satisfies(page -> assertThat(page.hasMore()).isTrue())
                    .satisfies(page -> assertThat(page.totalIsExact()).isFalse());
            assertThat(walk(hurried, none, order, 50, -1)).isEmpty();
            assertThat(indexes(walk(hurried, rare, order, 70, -1))).isEqualTo(indexes(expected(rare, order)));
        }
    }

    @Test
    void a_walk_that_stops_before_a_segment_it_has_not_seen_gives_a_position_that_a_cursor_can_carry() {
        try (TestDatabase two = TestDatabase.migrated()) {
            TestLedger.smallSegments(two);
            for (Instant hour : List.of(base.minus(Duration.ofHours(9)), base)) {
                TestAppends.append(two, IntStream.range(0, 256)
                        .mapToObj(_ -> TestEvents.event("c", hour, "received")).toList());
            }
            EventReader hurried = new EventReader(two.application(), settings(300, 300));
            List<AuditRecord> found = walk(hurried, filter(null, "no such resource", null, null),
                    PageRequest.Order.NEWEST_FIRST, 10, -1);
            assertThat(found).isEmpty();
        }
    }

    @Test
    void an_offset_is_skipped_also_when_the_budget_runs_out_in_it() {
        EventFilter filter = filter(null, "fingerprint", null, null);
        for (PageRequest.Order order : PageRequest.Order.values()) {
            for (int offset : new int[]{0, 1, 37, 1_000, RECORDS - 1, RECORDS, RECORDS + 1, 10_000}) {
                EventReader hurried = reader(settings(100, 150));
                List<AuditRecord> found = new ArrayList<>();
                Page page = hurried.page(new PageRequest(filter, order, 40, offset, null));
                found.addAll(page.records());
                while (page.hasMore()) {
                    page = hurried.page(new PageRequest(filter, order, 40, 0, page.next()));
                    found.addAll(page.records());
                }
                List<AuditRecord> expected = expected(filter, order);
                assertThat(indexes(found)).as("%s from %d", order, offset)
                        .isEqualTo(indexes(expected.subList(Math.min(offset, expected.size()), expected.size())));
            }
        }
    }

    @Test
    void pages_neither_shift_nor_repeat_while_events_arrive() {
        try (TestDatabase growing = TestDatabase.migrated()) {
            EventReader reader = new EventReader(growing.application(), TestLedger.QUERY);
            try (Appender appender = TestLedger.appender(growing.application())) {
                TestLedger.append(appender, IntStream.range(0, 100).mapToObj(_ -> TestEvents.event("c")).toList());
                List<AuditRecord> before = TestLedger.records(growing).stream().sorted(NEWEST_FIRST).toList();
                List<AuditRecord> found = new ArrayList<>();
                Position from = null;
                do {
                    Page page = reader.page(new PageRequest(
                            filter(null, null, null, null), PageRequest.Order.NEWEST_FIRST, 7, 0, from));
                    assertThat(page.total()).isEqualTo(100);
                    found.addAll(page.records());
                    from = page.next();
                    TestLedger.append(appender, List.of(TestEvents.event("c"), TestEvents.event("d")));
                } while (from != null);
                assertThat(indexes(found)).isEqualTo(indexes(before));
            }
        }
    }

    @Test
    void a_tail_finds_what_arrives_behind_its_last_page() {
        try (TestDatabase growing = TestDatabase.migrated();
                Appender appender = TestLedger.appender(growing.application())) {
            EventReader reader = new EventReader(growing.application(), TestLedger.QUERY);
            List<Long> tailed = new ArrayList<>();
            Position from = null;
            for (int round = 0; round < 5; round++) {
                TestLedger.append(appender, IntStream.range(0, 30).mapToObj(_ -> TestEvents.event("c")).toList());
                Page page;
                do {
                    page = reader.page(new PageRequest(
                            filter(null, null, null, null), PageRequest.Order.LOG_INDEX, 20, 0, from));
                    tailed.addAll(indexes(page.records()));
                    from = page.next();
                } while (page.hasMore());
            }
            assertThat(tailed).isEqualTo(IntStream.range(0, 150).mapToObj(i -> (long) i).toList());
        }
    }

    @Test
    void a_total_is_exact_up_to_the_ceiling_and_says_so_beyond() {
        QuerySettings lowCeiling = new QuerySettings(10_000, 500, Duration.ofSeconds(20), 1_000_000, 128);
        Page many = reader(lowCeiling).page(new PageRequest(
                filter(null, "fingerprint", null, null), PageRequest.Order.NEWEST_FIRST, 10, 0, null));
        assertThat(many.totalIsExact()).isFalse();
        assertThat(many.total()).isEqualTo(500);
        Page all = reader(lowCeiling).page(new PageRequest(
                filter(null, null, null, null), PageRequest.Order.NEWEST_FIRST, 10, 0, null));
        assertThat(all.totalIsExact()).isTrue();
        assertThat(all.total()).isEqualTo(records.size());
    }

    @Test
    void a_record_is_found_by_its_id_and_by_its_hash() {
        EventReader reader = reader(TestLedger.QUERY);
        for (int i = 0; i < records.size(); i += 97) {
            AuditRecord record = records.get(i);
            assertThat(reader.byId(record.placement().eventId())).hasValueSatisfying(
                    found -> assertThat(found.eventHash()).isEqualTo(record.eventHash()));
            EventFilter byHash = new EventFilter(null, null, null, null, null, null, null, null, null, null, null, null,
                    record.eventHash(), null, null, false);
            assertThat(indexes(walk(reader, byHash, PageRequest.Order.NEWEST_FIRST, 5, 1))).containsExactly((long) i);
        }
    }

    private EventFilter randomFilter() {
        Instant since = random.nextBoolean() ? null : base.plusSeconds(random.nextInt(1_500) - 100);
        Instant until = random.nextBoolean() ? null : base.plusSeconds(random.nextInt(1_500));
        return filter(
                random.nextInt(3) == 0 ? "chain-" + random.nextInt(42) : null,
                random.nextInt(3) == 0 ? "fingerprint" : null, since, until);
    }

    private static EventFilter filter(
            @Nullable String correlationId, @Nullable String resourceId, @Nullable Instant since,
            @Nullable Instant until) {
        return new EventFilter(null, null, null, null, correlationId, null, null, null, null, resourceId, null, null,
                null, since, until, false);
    }

    private List<AuditRecord> expected(EventFilter filter, PageRequest.Order order) {
        Predicate<AuditRecord> matches = record -> (filter.correlationId() == null
                || record.event().correlationId().equals(filter.correlationId()))
                && (filter.resourceId() == null || filter.resourceId().equals(record.event().resourceId()))
                && (filter.since() == null || !record.event().eventTimestamp().isBefore(filter.since()))
                && (filter.until() == null || !record.event().eventTimestamp().isAfter(filter.until()));
        return records.stream().filter(matches)
                .sorted(order == PageRequest.Order.NEWEST_FIRST
                        ? NEWEST_FIRST
                        : Comparator.comparingLong(r -> r.placement().logIndex()))
                .toList();
    }

    /** All pages of a search, by cursor. */
    private static List<AuditRecord> walk(
            EventReader reader, EventFilter filter, PageRequest.Order order, int limit, long total) {
        List<AuditRecord> found = new ArrayList<>();
        Page page = reader.page(new PageRequest(filter, order, limit, 0, null));
        if (total >= 0) {
            assertThat(page.total()).isEqualTo(total);
            assertThat(page.totalIsExact()).isTrue();
        }
        while (true) {
            assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
            found.addAll(page.records());
            if (!page.hasMore()) {
                return found;
            }
            // What a cursor can carry.
            assertThat(page.next()).satisfies(next -> assertThat(next.logIndex()).isBetween(0L, next.size()));
            page = reader.page(new PageRequest(filter, order, limit, 0, page.next()));
        }
    }

    private EventReader reader(QuerySettings settings) {
        return new EventReader(pool, settings);
    }

    private static QuerySettings settings(int windowRows, long rowBudget) {
        return new QuerySettings(10_000, 10_000, Duration.ofSeconds(60), rowBudget, windowRows);
    }

    private static List<Long> indexes(List<AuditRecord> records) {
        return records.stream().map(r -> r.placement().logIndex()).toList();
    }
}
