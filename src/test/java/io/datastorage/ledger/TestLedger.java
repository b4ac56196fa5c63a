package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.TestDatabase;
import io.datastorage.event.AuditRecord;
import io.datastorage.event.PreparedEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.util.unit.DataSize;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Appenders for tests, and the check that everything in the log fits together. */
public final class TestLedger {
    static final AppendSettings SETTINGS = new AppendSettings(
            100_000, DataSize.ofMegabytes(256), 2_000, DataSize.ofMegabytes(16), Duration.ofSeconds(8),
            Duration.ofSeconds(1));
    static final ReplaySettings REPLAY = new ReplaySettings(true, Duration.ofHours(24));
    static final QuerySettings QUERY = new QuerySettings(10_000, 10_000, Duration.ofSeconds(20), 1_000_000, 10_000);

    private TestLedger() {}

    /** A started appender. */
    static Appender appender(DataSource dataSource) {
        return appender(dataSource, SETTINGS);
    }

    static Appender appender(DataSource dataSource, AppendSettings settings) {
        return appender(dataSource, settings, new SupersededHeads());
    }

    static Appender appender(DataSource dataSource, AppendSettings settings, SupersededHeads superseded) {
        return appender(dataSource, settings, superseded, new SimpleMeterRegistry());
    }

    static Appender appender(DataSource dataSource, AppendSettings settings, SupersededHeads superseded,
            MeterRegistry registry) {
        Appender appender = new Appender(dataSource, settings, REPLAY, superseded, registry);
        appender.start();
        return appender;
    }

    /** A request that is not recognised when it is repeated. */
    static AppendRequest request(PreparedEvent... events) {
        return new AppendRequest(List.of(events), null, 1_000L * events.length);
    }

    /** Appends and waits as long as a request is held. */
    static AppendOutcome post(Appender appender, AppendRequest request) {
        return appender.append(request, appender.hold());
    }

    /** Appends and expects it to be stored. */
    static List<Receipt> append(Appender appender, List<PreparedEvent> events) {
        AppendOutcome outcome = post(appender, new AppendRequest(events, null, 1_000L * events.size()));
        assertThat(outcome).isInstanceOf(AppendOutcome.Stored.class);
        return ((AppendOutcome.Stored) outcome).receipts();
    }

    /** All records, in log order, past every index and range. */
    public static List<AuditRecord> records(TestDatabase database) {
        try (Connection connection = database.superuser().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT " + EventColumns.LIST + " FROM audit_events ORDER BY log_index");
                ResultSet row = statement.executeQuery()) {
            List<AuditRecord> records = new ArrayList<>();
            while (row.next()) {
                records.add(RecordMapper.map(row));
            }
            return records;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Re-verifies the whole log: indexes without gaps, every hash from its columns, every chain and its head, the tree,
     * the tiles, the states, the ranges of the segments.
     *
     * @return the number of records
     */
    public static int check(TestDatabase database) {
        LogCheck check = new LogCheck(database);
        check.next(_ -> {});
        check.companions();
        return check.size();
    }

    static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The application role's connections with another default for a setting. */
    static DataSource with(DataSource dataSource, String options) {
        org.postgresql.ds.PGSimpleDataSource copy = new org.postgresql.ds.PGSimpleDataSource();
        org.postgresql.ds.PGSimpleDataSource original = (org.postgresql.ds.PGSimpleDataSource) dataSource;
        copy.setUrl(original.getUrl());
        copy.setUser(original.getUser());
        copy.setPassword(original.getPassword());
        copy.setOptions(options);
        return copy;
    }

    /** Segments of 256 records and up instead of 65,536, in an empty log. */
    public static void smallSegments(TestDatabase database) {
        segmentsOf(database, 256);
    }

    /** Segments of 256 records instead of 65,536, so many, in an empty log. */
    public static void smallSegments(TestDatabase database, int count) {
        equalSegments(database, 256, count);
    }

    /** Segments that are all of this length, a multiple of 256, and so many, in an empty log. */
    static void equalSegments(TestDatabase database, int records, int count) {
        segmentsOf(database, records);
        // The one behind a segment that began to fill long ago is as long as it.
        execute(database.owner(), """
                DO $$
                BEGIN
                    FOR number IN 0 .. %d LOOP
                        PERFORM ensure_segments(%d::bigint * number);
                        UPDATE log_segments SET recorded_from = '2000-01-01Z' WHERE recorded_from IS NULL;
                    END LOOP;
                    UPDATE log_segments SET recorded_from = NULL;
                END
                $$
                """.formatted(count - 1, records));
    }

    /**
     * New segments have this length and up, a multiple of 256; in an empty log, the first has, too: the same function with
     * another unit.
     */
    static void segmentsOf(TestDatabase database, int records) {
        execute(database.owner(), """
                CREATE OR REPLACE FUNCTION segment_unit() RETURNS bigint
                LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
                AS $$ SELECT %d::bigint $$;
                DO $$
                DECLARE
                    segment text;
                BEGIN
                    IF (SELECT max(size) FROM log_states) > 0 THEN
                        RETURN;
                    END IF;
                    FOR segment IN SELECT relation FROM log_segments LOOP
                        EXECUTE format('DROP TABLE %%I', segment);
                    END LOOP;
                    DELETE FROM log_segments;
                END
                $$
                """.formatted(records));
    }

    /** The application role's connections as the service keeps them to read. */
    static HikariDataSource pool(TestDatabase database) {
        return pool(database, "force_custom_plan");
    }

    /** The application role's connections as the service keeps them to append. */
    static HikariDataSource appendPool(TestDatabase database) {
        return pool(database, "auto");
    }

    private static HikariDataSource pool(TestDatabase database, String planCacheMode) {
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(database.application());
        settings.setConnectionInitSql("SET plan_cache_mode = " + planCacheMode);
        settings.setMaximumPoolSize(10);
        settings.setMinimumIdle(1);
        return new HikariDataSource(settings);
    }

    /** What would be appended to a log, by the database's clock. */
    static Plan plan(LogState state, Instant clock, Map<String, ChainHead> known, List<PreparedEvent> events) {
        Placer placer = new Placer(state, clock, known);
        events.forEach(placer::place);
        return placer.plan();
    }

    static long count(TestDatabase database, String sql) {
        try (Connection connection = database.superuser().getConnection()) {
            return count(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static byte[] bytes(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
