package io.datastorage.ledger;

import static io.datastorage.ledger.PlanAssertions.FEW;
import static io.datastorage.ledger.PlanAssertions.assertIndexed;
import static io.datastorage.ledger.PlanAssertions.assertReads;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.RecordedStatements;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.AuditRecord;
import io.datastorage.event.PreparedEvent;
import io.datastorage.log.Tile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * How PostgreSQL executes each statement that readers send, in a log of 24 full segments of a day each: which segments it
 * reads, how many rows, and what it sorts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlanTest {
    static final int SEGMENT = 2_048;
    private static final int SEGMENTS = 24;
    static final int PAGE = 50;
    /** One event in so many is of the case that never ends, whose records in a segment may be sorted by time. */
    private static final int FOREVER = 16;
    private static final int WINDOW = 500;
    /** An event that the service wrote itself. */
    private static final int INTERNAL = 5_000;
    private static final QuerySettings SETTINGS = new QuerySettings(10_000, WINDOW - 1, Duration.ofMinutes(1),
            1_000_000,
            WINDOW);

    private final TestDatabase database = TestDatabase.migrated();
    private final HikariDataSource pool = TestLedger.pool(database);
    private final RecordedStatements recorded = new RecordedStatements(pool);
    private final EventReader reader = new EventReader(recorded, SETTINGS);
    private final FilledLog.Shape shape = new FilledLog.Shape(SEGMENTS, SEGMENT,
            Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(SEGMENTS)), Duration.ofDays(SEGMENTS));

    @BeforeAll
    void fill() {
        FilledLog.fill(database, shape, this::event);
        assertThat(TestLedger.count(database, "SELECT count(*) FROM log_segments")).isEqualTo(SEGMENTS);
    }

    @AfterAll
    void the_whole_log_verifies() {
        try (database; pool) {
            TestLedger.check(database);
        }
    }

    /** Cases of four events one after the other, and a case that never ends. */
    private PreparedEvent event(long index) {
        // Up to an hour late.
        Instant timestamp = shape.recordedAt(index).minusSeconds(index * 7_919 % 3_600);
        if (index == INTERNAL) {
            return TestEvents.internal("retention", timestamp);
        }
        return TestEvents.event(index % FOREVER == 0 ? "forever" : "case-" + index / 4, timestamp,
                "action-" + index % 7);
    }

    @Test
    void the_first_page_reads_the_newest_segment() {
        List<ExecutedPlan> plans = page(all(), null);
        assertReads(plans, SEGMENTS - 1, SEGMENTS - 1);
        assertIndexed(plans, PAGE + 1);
    }

    @Test
    void a_deep_page_reads_the_segments_where_it_is() {
        for (int at : new int[]{1, 11, SEGMENTS - 2}) {
            Instant below = shape.recordedAt((long) at * SEGMENT + SEGMENT / 2);
            Position from = new Position(shape.records(), below, 0, 0, shape.records(), true);
            List<ExecutedPlan> plans = page(all(), from);
            assertReads(plans, at, at);
            assertIndexed(plans, PAGE + 1);
        }
    }

    @Test
    void time_bounds_lead_to_their_segments() {
        Instant until = shape.recordedAt(8L * SEGMENT - 100);
        List<ExecutedPlan> plans = page(filter(null, null, null, until.minus(Duration.ofHours(30)), until), null);
        // A segment's range is in whole hours, and its events are up to an hour late.
        assertReads(plans, 6, 8);
        assertIndexed(plans, WINDOW);
        List<ExecutedPlan> narrow = page(
                filter(null, null, null, until.minus(Duration.ofHours(2)), until.minus(Duration.ofHours(1))), null);
        assertReads(narrow, 7, 8);
        assertIndexed(narrow, WINDOW);
    }

    @Test
    void a_case_is_found_by_the_index_in_its_segment() {
        long index = 10L * SEGMENT + 1_001;
        List<ExecutedPlan> plans = page(filter("gateway", "case-" + index / 4, null, null, null), null);
        assertReads(plans, 10, 10);
        assertIndexed(plans, 4);
    }

    @Test
    void a_case_that_never_ends_is_read_a_page_at_a_time() {
        List<ExecutedPlan> plans = page(filter("gateway", "forever", null, null, null), null);
        // The total is counted in all of them.
        assertReads(plans, 0, SEGMENTS - 1);
        assertIndexed(plans, WINDOW, SEGMENT / FOREVER);
        List<ExecutedPlan> next = page(filter("gateway", "forever", null, null, null),
                new Position(shape.records(), shape.recordedAt(5L * SEGMENT), 0, 0, 3_000, false));
        assertReads(next, 4, 5);
        assertIndexed(next, WINDOW, SEGMENT / FOREVER);
    }

    @Test
    void a_filter_without_an_index_is_checked_in_windows() {
        List<ExecutedPlan> plans = page(filter("gateway", null, "audit-trace", null, null), null);
        assertIndexed(plans, WINDOW);
        List<ExecutedPlan> none = page(filter(null, null, "nowhere", shape.recordedAt(8L * SEGMENT),
                shape.recordedAt(9L * SEGMENT)), null);
        assertThat(none).hasSizeGreaterThan(4);
        assertReads(none, 7, 9);
        assertIndexed(none, WINDOW);
    }

    @Test
    void the_order_of_the_log_is_that_of_the_primary_key() {
        Position from = new Position(shape.records(), null, 3L * SEGMENT + 7, 0, 0, true);
        List<ExecutedPlan> plans = plans(
                () -> reader.page(new PageRequest(all(), PageRequest.Order.LOG_INDEX, PAGE, 0, from)));
        assertReads(plans, 3, 3);
        assertIndexed(plans, PAGE + 1);
        EventFilter filter = filter("gateway", null, "audit-trace", null, null);
        List<ExecutedPlan> filtered = plans(
                () -> reader.page(new PageRequest(filter, PageRequest.Order.LOG_INDEX, PAGE, 0, from)));
        assertReads(filtered, 3, 3);
        assertIndexed(filtered, WINDOW);
        // More records than a window has, in any order of time.
        EventFilter hours = filter(null, null, null, shape.recordedAt(4L * SEGMENT - 1_900),
                shape.recordedAt(4L * SEGMENT - 100));
        List<ExecutedPlan> timed = plans(
                () -> reader.page(new PageRequest(hours, PageRequest.Order.LOG_INDEX, PAGE, 0, from)));
        assertReads(timed, 3, 4);
        assertIndexed(timed, WINDOW, WINDOW);
    }

    @Test
    void ids_and_hashes_lead_to_one_record() {
        AuditRecord record = new LogEntries(pool).record(7L * SEGMENT + 11).orElseThrow();
        List<ExecutedPlan> byId = plans(() -> reader.byId(record.placement().eventId()));
        assertReads(byId, 7, 7);
        assertIndexed(byId, 1);
        EventFilter id = new EventFilter(null, null, null, null, null, null, null, null, null, null, null,
                record.placement().eventId(), null, null, null, false);
        assertReads(page(id, null), 7, 7);
        assertIndexed(page(id, null), 1);
        EventFilter hash = new EventFilter(null, null, null, null, null, null, null, null, null, null, null,
                null, record.eventHash(), null, null, false);
        // A hash says nothing of its place.
        assertIndexed(page(hash, null), 1);
        assertIndexed(plans(() -> new LogEntries(recorded).byHash(record.eventHash())), 1);
    }

    @Test
    void entries_and_tiles_are_read_by_their_place() {
        LogEntries entries = new LogEntries(recorded);
        LogTiles tiles = new LogTiles(recorded);
        long index = 9L * SEGMENT + 512;
        List<ExecutedPlan> plans = plans(() -> {
            assertThat(entries.entries(index, Tile.WIDTH)).hasSize(Tile.WIDTH);
            assertThat(tiles.read(0, index / Tile.WIDTH, 200)).hasSize(200 * 32);
            assertThat(tiles.rebuilt(0, index / Tile.WIDTH)).hasSize(Tile.WIDTH * 32);
            assertThat(tiles.read(0, index / Tile.WIDTH, Tile.WIDTH)).hasSize(Tile.WIDTH * 32);
            assertThat(tiles.read(1, 0, 192)).hasSize(192 * 32);
        });
        assertReads(plans, 9, 9);
        assertIndexed(plans, Tile.WIDTH, Tile.WIDTH);
    }

    @Test
    void a_chain_is_read_by_its_index_in_every_segment() {
        List<ExecutedPlan> plans = plans(() -> new ChainReader(recorded).forEach("case-77", _ -> {}));
        assertThat(plans).hasSizeGreaterThan(SEGMENTS);
        assertIndexed(plans, 4);
        assertIndexed(plans(() -> new ChainReader(recorded).forEach("forever", _ -> {})), SEGMENT / FOREVER,
                SEGMENT / FOREVER);
        assertIndexed(plans(() -> new ChainReader(recorded).head("forever")), 1);
    }

    @Test
    void statements_are_parsed_once_for_a_connection_and_planned_each_time() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            var one = new SingleConnectionDataSource(connection, true);
            EventReader patient = new EventReader(one, SETTINGS);
            for (int execution = 0; execution < 20; execution++) {
                EventFilter filter = filter("gateway", "case-" + 1_000 * execution / 2, null, null, null);
                patient.page(new PageRequest(filter, PageRequest.Order.NEWEST_FIRST, PAGE, 0, null));
                patient.page(new PageRequest(all(), PageRequest.Order.NEWEST_FIRST, PAGE, 0, null));
            }
            JdbcTemplate jdbc = new JdbcTemplate(one);
            assertThat(jdbc.queryForList("""
                    SELECT statement FROM pg_prepared_statements WHERE custom_plans >= 10 AND generic_plans = 0
                    """, String.class)).anyMatch(sql -> sql.contains("chain_heads"))
                    .anyMatch(sql -> sql.contains("FROM log_segments"))
                    .anyMatch(sql -> sql.contains("correlation_id = $6"))
                    .anyMatch(sql -> sql.contains("event_data"));
            assertThat(jdbc.queryForObject("""
                    SELECT count(*) FROM pg_prepared_statements WHERE generic_plans > 0 AND parameter_types <> '{}'
                    """, Long.class))
                    .isZero();
        }
    }

    @Test
    void records_are_counted_by_the_primary_key_alone() {
        List<ExecutedPlan> plans = plans(() -> assertThat(new RecordCounts(recorded).gaps(shape.records())).isEmpty());
        assertThat(plans).allSatisfy(plan -> assertThat(plan.segments()).hasSizeLessThanOrEqualTo(1));
        assertThat(plans.stream().flatMap(plan -> plan.nodes().stream()).filter(ExecutedPlan.Node::isOfSegment))
                .hasSize(SEGMENTS).allSatisfy(node -> assertThat(node.type()).isEqualTo("Index Only Scan"));
    }

    @Test
    void the_checks_of_a_log_read_by_indexes() {
        LogInspection inspection = new LogInspection(recorded);
        long index = 9L * SEGMENT + 512;
        List<ExecutedPlan> plans = plans(() -> {
            inspection.chainPlaces(List.of(index, index + 1, index + SEGMENT));
            inspection.before("case-" + (index / 4), index + 3);
            inspection.heads(List.of("forever", "case-77"));
            inspection.headsAfter(inspection.headsAfter(null, PAGE).getLast(), PAGE);
            inspection.segments(index, index);
            inspection.internalEvents(0, index);
            inspection.surplusRecord();
            inspection.lastTiles();
            inspection.checkpointsAfter(null, PAGE);
            new LogStates(recorded).newest();
        });
        assertReads(plans, 9, 10);
        assertIndexed(plans, FEW);
    }

    @Test
    void what_was_left_out_is_counted_at_its_places() {
        Instant there = shape.recordedAt(INTERNAL);
        EventFilter around = filter(null, null, "audit-trace", there.minus(Duration.ofHours(2)), there);
        List<ExecutedPlan> plans = page(around, null);
        assertThat(reader.page(new PageRequest(around, PageRequest.Order.NEWEST_FIRST, PAGE, 0, null)).leftOut())
                .isEqualTo(1);
        assertReads(plans, INTERNAL / SEGMENT, INTERNAL / SEGMENT);
        assertIndexed(plans, WINDOW);
        EventFilter elsewhere = filter(null, null, "audit-trace", shape.recordedAt(20L * SEGMENT), null);
        assertReads(page(elsewhere, null), 19, SEGMENTS - 1);
    }

    /** The plans of a page in the default order. */
    private List<ExecutedPlan> page(EventFilter filter, @Nullable Position from) {
        return plans(() -> reader.page(new PageRequest(filter, PageRequest.Order.NEWEST_FIRST, PAGE, 0, from)));
    }

    private List<ExecutedPlan> plans(Runnable question) {
        return ExecutedPlan.all(recorded, pool, question);
    }

    private static EventFilter all() {
        return filter(null, null, null, null, null);
    }

    private static EventFilter filter(@Nullable String category, @Nullable String correlationId,
            @Nullable String namespace, @Nullable Instant since, @Nullable Instant until) {
        return new EventFilter(null, category, null, null, correlationId, null, null, null, null, null, namespace, null,
                null, since, until, false);
    }
}
