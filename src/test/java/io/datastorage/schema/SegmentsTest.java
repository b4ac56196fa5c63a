package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

@Timeout(120) // Some of these would wait for ever for what does not happen.
class SegmentsTest {
    private final TestDatabase database = TestDatabase.migrated();
    private final JdbcClient application = JdbcClient.create(database.application());
    private final JdbcClient owner = JdbcClient.create(database.owner());

    /** The first segment stays as long as it was made; those after it follow from its length, so it is shortened. */
    @BeforeEach
    void segments_begin_with_256_records() {
        owner.sql(
                "CREATE OR REPLACE FUNCTION segment_unit() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 256::bigint'")
                .update();
        owner.sql("ALTER TABLE audit_events DETACH PARTITION audit_events_0").update();
        owner.sql("DROP TABLE audit_events_0").update();
        owner.sql("DELETE FROM log_segments").update();
        ensure(0);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void ensure(long upto) {
        application.sql("SELECT ensure_segments(?)").param(upto).query().singleRow();
    }

    private void fill(long first, String since) {
        application.sql("SELECT widen_segment(?, now() - ?::interval, now(), now(), now())").params(first, since)
                .query().singleRow();
    }

    private List<@Nullable String> bounds() {
        return owner.sql("SELECT first_index || '-' || last_index FROM log_segments ORDER BY first_index")
                .query(String.class).list();
    }

    @Test
    void an_index_that_has_a_segment_needs_no_other() {
        ensure(0);
        ensure(255);
        assertThat(bounds()).containsExactly("0-255");
    }

    @Test
    void segments_follow_each_other_without_a_gap_and_hold_what_log_segments_says() {
        ensure(256);
        ensure(1000);
        assertThat(bounds()).containsExactly("0-255", "256-511", "512-1023");
        TestRecords.insert(application, 0, 1023);
        assertThat(owner.sql("""
                SELECT count(*) FROM audit_events AS e JOIN log_segments AS s
                    ON e.tableoid = s.relation::regclass AND e.log_index BETWEEN s.first_index AND s.last_index""")
                .query(Integer.class).single()).isEqualTo(1024);
        assertThatThrownBy(() -> TestRecords.insert(application, 1024, 1024)).hasMessageContaining("no partition");
    }

    @Test
    void a_segment_has_the_triggers_the_indexes_and_no_constraint_of_its_own() {
        ensure(256);
        assertThat(owner
                .sql("""
                SELECT format('%s %s', tgname, tgenabled) FROM pg_trigger WHERE tgrelid = 'audit_events_256'::regclass ORDER BY 1""")
                .query(String.class).list()).containsExactly("refuse_change A", "refuse_truncate A");
        assertThat(owner.sql("""
                SELECT count(*) FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
                WHERE indrelid = 'audit_events_256'::regclass AND indisvalid""").query(Integer.class).single())
                .isEqualTo(4);
        assertThat(owner.sql(
                "SELECT count(*) FROM pg_constraint WHERE conrelid = 'audit_events_256'::regclass AND contype = 'c'")
                .query(Integer.class).single()).isZero();
    }

    @Test
    void the_length_doubles_when_a_segment_fills_within_30_days() {
        fill(0, "29 days");
        ensure(256);
        fill(256, "1 hour");
        ensure(768);
        fill(768, "31 days");
        ensure(1792);
        assertThat(bounds()).containsExactly("0-255", "256-767", "768-1791", "1792-2815");
    }

    @Test
    void the_one_behind_an_empty_segment_is_as_long_unless_more_is_to_stand_ahead() {
        application.sql("INSERT INTO log_states VALUES (300, 0, sha256(''), '', now())").update();
        fill(0, "31 days");
        ensure(300);
        ensure(300 + 256);
        assertThat(bounds()).containsExactly("0-255", "256-511", "512-767");
        ensure(300 + 256 + 256);
        assertThat(bounds()).endsWith("512-767", "768-1279");
    }

    @Test
    void what_stands_ahead_is_few_segments_however_much_it_is() {
        ensure(2048 * 256 - 1);
        assertThat(bounds()).startsWith("0-255", "256-767", "768-1791").hasSize(132).endsWith("524032-528127");
    }

    @Test
    void the_length_stops_at_16_units() {
        owner.sql("UPDATE log_segments SET last_index = 16 * 256 - 1").update();
        fill(0, "1 day");
        ensure(16 * 256);
        assertThat(bounds()).containsExactly("0-4095", "4096-8191");
    }

    @Test
    void an_index_far_ahead_of_the_log_is_refused() {
        assertThatThrownBy(() -> ensure(2048 * 256))
                .hasMessageContaining("log index 524288 is too far ahead of the log");
        assertThat(bounds()).containsExactly("0-255");
        application.sql("INSERT INTO log_states VALUES (1, 0, sha256(''), '', now())").update();
        assertThatThrownBy(() -> ensure(2048 * 256 + 1)).hasMessageContaining("too far ahead");
    }

    @Test
    void callers_at_once_make_each_segment_once() throws Exception {
        // So little stands ahead that no segment is longer than another, whoever comes first.
        application.sql("INSERT INTO log_states VALUES (1791, 0, sha256(''), '', now())").update();
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> calls = IntStream.range(0, 24).<Callable<Boolean>>mapToObj(i -> () -> {
                ensure(256L * (i % 8));
                return true;
            }).toList();
            for (Future<Boolean> call : callers.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        }
        assertThat(bounds()).containsExactly("0-255", "256-511", "512-767", "768-1023", "1024-1279", "1280-1535",
                "1536-1791", "1792-2047");
    }

    @Test
    void a_segment_is_made_inside_an_append_after_its_copy() throws Exception {
        try (Connection append = database.application().getConnection();
                Statement statement = append.createStatement()) {
            append.setAutoCommit(false);
            copy(append, 0, 256);
            statement.execute("SET LOCAL lock_timeout = '777ms'");
            statement.execute("SELECT ensure_segments(256)");
            copy(append, 256, 300);
            try (var row = statement.executeQuery("SHOW lock_timeout")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("777ms");
            }
            append.commit();
        }
        assertThat(application.sql("SELECT count(*) FROM audit_events").query(Integer.class).single()).isEqualTo(300);
    }

    private static void copy(Connection connection, long first, long end) throws Exception {
        StringBuilder rows = new StringBuilder();
        for (long index = first; index < end; index++) {
            rows.append(index)
                    .append("\t2026-01-01 00:00Z\t00000000-0000-0000-0000-000000000000\t1\t2026-01-01 00:00Z\tt\tc\t")
                    .append("a\tsuccess\tcorrelation\t1\t").append(index).append("\t\\\\x00\n");
        }
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("""
                COPY audit_events (log_index, recorded_at, event_id, event_version, event_timestamp, event_type,
                    event_category, event_action, event_outcome, correlation_id, retention_days, chain_seq, event_hash)
                FROM STDIN""", new StringReader(rows.toString()));
    }

    @Test
    void readers_and_writers_do_not_hold_a_segment_up() throws Exception {
        try (Connection other = database.application().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM audit_events");
            copy(other, 0, 1);
            ensure(256);
            assertThat(bounds()).hasSize(2);
            other.commit();
        }
    }

    @Test
    void a_lock_on_the_parent_holds_the_caller_up_for_seconds_only() throws Exception {
        try (Connection other = database.owner().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE audit_events IN SHARE UPDATE EXCLUSIVE MODE");
            CompletableFuture<Void> call = CompletableFuture.runAsync(() -> ensure(256));
            assertThatThrownBy(call::get).rootCause().hasMessageContaining("lock timeout");
        }
    }

    @Test
    void a_range_is_widened_to_whole_utc_hours_and_never_narrowed() {
        application
                .sql("""
                SELECT widen_segment(0, '2026-05-01 10:20Z', '2026-05-01 10:20Z', '2026-05-01 09:00Z', '2026-05-01 11:00Z')""")
                .query().singleRow();
        assertThat(ranges()).isEqualTo("10 11 09 11");
        application
                .sql("""
                SELECT widen_segment(0, '2026-05-01 10:59Z', '2026-05-01 10:01Z', '2026-05-01 07:59:59.999999Z', NULL)""")
                .query().singleRow();
        assertThat(ranges()).isEqualTo("10 11 07 11");
        application.sql("SELECT widen_segment(0, NULL, '2026-05-01 11:00:00.000001Z', NULL, NULL)").query().singleRow();
        assertThat(ranges()).isEqualTo("10 12 07 11");
    }

    private @Nullable Object ranges() {
        return owner.sql("""
                SELECT concat_ws(' ', to_char(recorded_from AT TIME ZONE 'UTC', 'HH24'),
                    to_char(recorded_until AT TIME ZONE 'UTC', 'HH24'), to_char(event_from AT TIME ZONE 'UTC', 'HH24'),
                    to_char(event_until AT TIME ZONE 'UTC', 'HH24'))
                FROM log_segments""").query().singleValue();
    }

    @Test
    void a_range_that_is_wide_enough_is_not_written_again() {
        fill(0, "1 hour");
        String version = "SELECT ctid::text FROM log_segments";
        Object before = owner.sql(version).query().singleValue();
        fill(0, "1 second");
        assertThat(owner.sql(version).query().singleValue()).isEqualTo(before);
    }

    @Test
    void a_segment_that_is_not_there_cannot_be_widened() {
        assertThatThrownBy(() -> fill(1, "1 hour")).hasMessageContaining("no segment begins at log index 1");
    }
}
