package io.datastorage.ledger;

import static io.datastorage.ledger.PlanAssertions.assertIndexed;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.RecordedStatements;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * How PostgreSQL executes searches in a segment that no {@code ANALYZE} has seen, as the newest is for a minute or longer:
 * it takes a range of log indexes for one record in 200, though it is all of the segment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewSegmentPlanTest {
    private static final int SEGMENT = 65_536;
    private static final int PAGE = 50;
    private static final int WINDOW = 1_000;
    private static final QuerySettings SETTINGS = new QuerySettings(10_000, 10 * WINDOW, Duration.ofMinutes(1),
            1_000_000, WINDOW);

    private final TestDatabase database = TestDatabase.migrated();
    private final HikariDataSource pool = TestLedger.pool(database);
    private final RecordedStatements recorded = new RecordedStatements(pool);
    private final EventReader reader = new EventReader(recorded, SETTINGS);
    private final FilledLog.Shape shape = new FilledLog.Shape(1, SEGMENT,
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(12)), Duration.ofHours(12));

    @BeforeAll
    void fill() {
        FilledLog.fill(database, shape, index -> TestEvents.event("case-" + index / 4,
                shape.recordedAt(index).minusSeconds(index * 7_919 % 3_600), "action-" + index % 7));
        TestLedger.execute(database.superuser(), """
                DELETE FROM pg_statistic WHERE starelid = 'audit_events_0'::regclass
                """);
        TestLedger.execute(database.superuser(), """
                UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 0
                 WHERE oid = 'audit_events_0'::regclass
                    OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'audit_events_0'::regclass)
                """);
    }

    @AfterAll
    void close() {
        pool.close();
        database.close();
    }

    @Test
    void the_newest_are_read_from_the_index() {
        assertIndexed(page(filter(null, null, null), PageRequest.Order.NEWEST_FIRST, 0), PAGE + 1);
        assertIndexed(page(filter(null, null, null), PageRequest.Order.LOG_INDEX, 0), PAGE + 1);
    }

    @Test
    void a_page_at_a_large_offset_is_counted_out_in_the_index() {
        assertIndexed(page(filter(null, null, null), PageRequest.Order.NEWEST_FIRST, 9_000), 9_000 + PAGE + 1);
        // In windows, each of which may be sorted.
        assertIndexed(page(filter(null, null, null), PageRequest.Order.LOG_INDEX, 9_000), WINDOW, WINDOW);
    }

    @Test
    void a_filter_without_an_index_is_checked_in_windows() {
        for (String namespace : List.of("audit-trace", "nowhere")) {
            List<ExecutedPlan> newestFirst = page(filter(namespace, null, null), PageRequest.Order.NEWEST_FIRST, 0);
            assertThat(newestFirst).hasSizeGreaterThan(4);
            assertIndexed(newestFirst, WINDOW);
            assertIndexed(page(filter(namespace, null, null), PageRequest.Order.LOG_INDEX, 0), WINDOW, WINDOW);
        }
    }

    @Test
    void a_filter_that_many_match_is_checked_no_further_than_a_page_needs() {
        Position from = new Position(SEGMENT, shape.recordedAt(SEGMENT / 2), 0, 0, SEGMENT, true);
        List<ExecutedPlan> plans = page(filter("audit-trace", null, null), PageRequest.Order.NEWEST_FIRST, 0, from);
        assertIndexed(plans, 10 * (PAGE + 1));
    }

    @Test
    void an_hour_is_read_from_the_index_on_time() {
        Instant until = shape.recordedAt(SEGMENT / 2);
        // Some 5,500 records of that hour.
        EventFilter hour = filter(null, until.minus(Duration.ofHours(1)), until);
        assertIndexed(page(hour, PageRequest.Order.NEWEST_FIRST, 0), 6_000);
        assertIndexed(page(filter("audit-trace", hour.since(), until), PageRequest.Order.NEWEST_FIRST, 0), WINDOW);
    }

    private List<ExecutedPlan> page(EventFilter filter, PageRequest.Order order, int offset) {
        return page(filter, order, offset, null);
    }

    private List<ExecutedPlan> page(EventFilter filter, PageRequest.Order order, int offset, @Nullable Position from) {
        return ExecutedPlan.all(recorded, pool,
                () -> reader.page(new PageRequest(filter, order, PAGE, offset, from)));
    }

    private static EventFilter filter(@Nullable String namespace, @Nullable Instant since, @Nullable Instant until) {
        return new EventFilter(null, null, null, null, null, null, null, null, null, null, namespace, null,
                null, since, until, false);
    }
}
