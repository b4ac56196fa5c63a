package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.AuditRecord;
import io.datastorage.event.PreparedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

class SegmentTest {
    /** The parent and one segment, each with its indexes and the segment's TOAST. */
    private static final long LOCKS_OF_A_SEARCH = 16;
    /** The same for two segments, and the log's other tables: a whole append transaction. */
    private static final long LOCKS_OF_AN_APPEND = 60;
    private static final Pattern RANGE = Pattern.compile("log_index = \\?|log_index >= \\? AND log_index <=? \\?",
            Pattern.DOTALL);

    private final TestDatabase database = TestDatabase.migrated();

    @AfterEach
    void the_whole_log_verifies() {
        try (database) {
            TestLedger.check(database);
        }
    }

    @Test
    void appends_cross_the_end_of_the_first_segment_one_record_at_a_time() {
        try (HikariDataSource pool = TestLedger.appendPool(database); Appender appender = TestLedger.appender(pool)) {
            for (int size = 0; size < 65_530; size += 1_310) {
                TestLedger.append(appender, events(1_310));
            }
            for (int i = 0; i < 10; i++) {
                TestLedger.append(appender, events(1));
            }
            EventReader reader = new EventReader(pool, TestLedger.QUERY);
            for (long index : new long[]{0, 65_535, 65_536, 65_539}) {
                assertThat(TestLedger.count(database, "SELECT count(*) FROM audit_events_%d WHERE log_index = %d"
                        .formatted(index < 65_536 ? 0 : 65_536, index))).isEqualTo(1);
                Position from = new Position(0, null, index, 0, 0, true);
                assertThat(reader.page(new PageRequest(nothing(), PageRequest.Order.LOG_INDEX, 1, 0, from)).records())
                        .singleElement().satisfies(r -> assertThat(r.placement().logIndex()).isEqualTo(index));
            }
        }
    }

    @Test
    void an_append_makes_the_segments_it_needs_also_in_the_middle_of_a_group() {
        TestLedger.smallSegments(database);
        try (Appender appender = TestLedger.appender(database.application())) {
            TestLedger.append(appender, events(200));
            assertThat(TestLedger.count(database, "SELECT count(*) FROM log_segments")).isEqualTo(1);
            TestLedger.append(appender, events(2_000));
            TestLedger.append(appender, events(1));
        }
        assertThat(TestLedger.count(database, "SELECT count(*) FROM log_segments")).isGreaterThan(2);
    }

    @Test
    void two_instances_cross_segments_in_turn() throws Exception {
        TestLedger.smallSegments(database);
        try (HikariDataSource pool = TestLedger.appendPool(database);
                Appender one = TestLedger.appender(pool);
                Appender two = TestLedger.appender(pool)) {
            AppendTest.write(List.of(one, two), 8, 4_000, 10);
        }
        assertThat(TestLedger.check(database)).isEqualTo(4_000);
    }

    @Test
    void maintenance_keeps_segments_ahead_and_prunes_what_something_newer_has_followed() throws Exception {
        TestLedger.smallSegments(database);
        SupersededHeads superseded = new SupersededHeads();
        try (Appender appender = TestLedger.appender(database.application(), TestLedger.SETTINGS, superseded);
                Maintenance maintenance = maintenance(1_000, Duration.ofHours(1), superseded)) {
            for (int i = 0; i < 20; i++) {
                TestLedger.append(appender, List.of(TestEvents.event("a"), TestEvents.event("b-" + i)));
            }
            Instant now = Instant.now();
            maintenance.run(now);
            assertThat(TestLedger.count(database, "SELECT max(last_index) FROM log_segments"))
                    .isGreaterThanOrEqualTo(1_040);
            assertThat(TestLedger.count(database, "SELECT count(*) FROM chain_heads")).isEqualTo(21);
            assertThat(TestLedger.count(database, "SELECT count(*) FROM log_states")).isEqualTo(21);
            TestLedger.append(appender, List.of(TestEvents.event("a")));
            maintenance.run(now.plus(Duration.ofMinutes(11)));
            assertThat(TestLedger.count(database, "SELECT count(*) FROM log_states")).isEqualTo(3);
            TestLedger.append(appender, List.of(TestEvents.event("a")));
        }
    }

    @Test
    void segments_stand_ahead_for_as_long_as_there_can_be_when_the_log_grows_too_fast() throws Exception {
        TestLedger.smallSegments(database);
        SupersededHeads superseded = new SupersededHeads();
        try (Appender appender = TestLedger.appender(database.application(), TestLedger.SETTINGS, superseded);
                Maintenance maintenance = maintenance(256, Duration.ofDays(365), superseded)) {
            Instant now = Instant.now();
            maintenance.run(now);
            TestLedger.append(appender, List.of(TestEvents.event("a")));
            TestLedger.append(appender, List.of(TestEvents.event("a")));
            maintenance.run(now.plusSeconds(1));
            assertThat(TestLedger.count(database, "SELECT max(last_index) FROM log_segments"))
                    .isGreaterThanOrEqualTo(2_048 * 256);
            assertThat(TestLedger.count(database, "SELECT count(*) FROM log_segments")).isLessThan(150);
            assertThat(TestLedger.count(database, "SELECT count(*) FROM chain_heads")).isOne();
        }
    }

    @Test
    void no_statement_reads_beyond_four_segments_or_holds_many_locks_at_any_execution() {
        hundredTwentySegments();
        List<AuditRecord> records = TestLedger.records(database);
        try (HikariDataSource readers = TestLedger.pool(database);
                HikariDataSource writers = TestLedger.appendPool(database)) {
            WatchedDataSource watched = new WatchedDataSource(readers);
            WatchedDataSource appends = new WatchedDataSource(writers);
            EventReader reader = new EventReader(watched, TestLedger.QUERY);
            ChainReader chains = new ChainReader(watched);
            LogEntries entries = new LogEntries(watched);
            LogTiles tiles = new LogTiles(watched);
            for (int execution = 0; execution < 8; execution++) {
                AuditRecord record = records.get(execution * 1_000 + 17);
                assertThat(reader.byId(record.placement().eventId())).isPresent();
                assertThat(entries.byHash(record.eventHash())).isPresent();
                assertThat(entries.entries(record.placement().logIndex() / 256 * 256, 256)).hasSize(256);
                assertThat(tiles.read(0, record.placement().logIndex() / 256, 17)).hasSize(17 * 32);
                chains.forEach(record.event().correlationId(), _ -> {});
                for (PageRequest.Order order : PageRequest.Order.values()) {
                    reader.page(new PageRequest(nothing(), order, 50, 300, null));
                    reader.page(new PageRequest(correlation(record), order, 50, 0, null));
                    reader.page(new PageRequest(resource(), order, 50, 0, null));
                }
                try (Appender appender = TestLedger.appender(appends)) {
                    TestLedger.append(appender, events(300));
                }
            }
            assertThat(watched.seen()).hasSizeGreaterThan(1_000)
                    .allSatisfy(seen -> assertWithin(LOCKS_OF_A_SEARCH, seen));
            assertThat(appends.seen()).hasSizeGreaterThan(50)
                    .allSatisfy(seen -> assertWithin(LOCKS_OF_AN_APPEND, seen));
        }
    }

    private static void assertWithin(long locks, WatchedDataSource.Seen seen) {
        assertThat(seen.locks()).as(seen.sql()).isLessThanOrEqualTo(locks);
        if (seen.sql().contains("FROM audit_events")) {
            assertThat(seen.sql()).containsPattern(RANGE);
        }
    }

    @Test
    void forty_clients_look_up_hashes_and_correlations_at_once() throws Exception {
        hundredTwentySegments();
        List<AuditRecord> records = TestLedger.records(database);
        try (HikariDataSource pool = TestLedger.appendPool(database);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            EventReader reader = new EventReader(pool, TestLedger.QUERY);
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < 40; client++) {
                int offset = client * 700;
                running.add(clients.submit(() -> {
                    for (int i = 0; i < 3; i++) {
                        AuditRecord record = records.get(offset + i * 101);
                        EventFilter hash = new EventFilter(null, null, null, null, null, null, null, null, null, null,
                                null, null, record.eventHash(), null, null, false);
                        Page byHash = reader.page(
                                new PageRequest(hash, PageRequest.Order.NEWEST_FIRST, 5, 0, null));
                        assertThat(byHash.records()).singleElement()
                                .satisfies(r -> assertThat(r.placement()).isNotNull());
                        Page byCorrelation = reader.page(
                                new PageRequest(correlation(record), PageRequest.Order.NEWEST_FIRST, 1_000, 0, null));
                        assertThat(byCorrelation.records()).extracting(r -> r.placement().logIndex())
                                .contains(record.placement().logIndex());
                    }
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
        }
    }

    private Maintenance maintenance(long ahead, Duration aheadFor, SupersededHeads superseded) {
        return new Maintenance(database.application(), new MaintenanceSettings(Duration.ofSeconds(5), ahead, aheadFor,
                Duration.ofMinutes(10), Duration.ofHours(24)), TestLedger.REPLAY, superseded);
    }

    /** 120 segments of 256 records, all full. */
    private void hundredTwentySegments() {
        TestLedger.smallSegments(database, 120);
        assertThat(TestLedger.count(database, "SELECT count(*) FROM log_segments")).isEqualTo(120);
        try (HikariDataSource pool = TestLedger.appendPool(database); Appender appender = TestLedger.appender(pool)) {
            for (int size = 0; size < 120 * 256; size += 1_920) {
                TestLedger.append(appender, events(1_920));
            }
        }
    }

    private static List<PreparedEvent> events(int count) {
        return IntStream.range(0, count).mapToObj(i -> TestEvents.event("chain-" + i % 97)).toList();
    }

    private static EventFilter nothing() {
        return new EventFilter(null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, false);
    }

    private static EventFilter correlation(AuditRecord record) {
        return new EventFilter(null, null, null, null, record.event().correlationId(), null, null, null, null, null,
                null, null, null, null, null, false);
    }

    private static EventFilter resource() {
        return new EventFilter(null, null, null, null, null, null, null, null, null, "no such resource", null, null,
                null, null, null, false);
    }
}
