package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.TestDatabase;
import io.datastorage.event.AuditRecord;
import io.datastorage.event.Entry;
import io.datastorage.event.EventId;
import io.datastorage.event.Placement;
import io.datastorage.event.PreparedEvent;
import io.datastorage.log.MerkleTree;
import io.datastorage.log.OpenTiles;
import io.datastorage.log.Tile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.util.unit.DataSize;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Appender appender = new Appender(dataSource, settings, REPLAY, new SupersededHeads(),
                new SimpleMeterRegistry());
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
        List<AuditRecord> records = records(database);
        Map<String, AuditRecord> heads = new HashMap<>();
        Map<String, Long> firsts = new HashMap<>();
        AuditRecord last = null;
        for (int i = 0; i < records.size(); i++) {
            AuditRecord record = records.get(i);
            Placement placement = record.placement();
            String correlationId = record.event().correlationId();
            assertThat(placement.logIndex()).isEqualTo(i);
            assertThat(hex(Entry.hash(Entry.of(record)))).as("hash of record %d", i).isEqualTo(hex(record.eventHash()));
            AuditRecord before = heads.put(correlationId, record);
            firsts.putIfAbsent(correlationId, placement.logIndex());
            assertThat(placement.chainSeq()).isEqualTo(before == null ? 0 : before.placement().chainSeq() + 1);
            assertThat(placement.previousEventHash()).isEqualTo(before == null ? null : before.eventHash());
            assertThat(EventId.logIndex(placement.eventId())).hasValue(i);
            assertThat(placement.recordedAt())
                    .isAfterOrEqualTo(last == null ? placement.recordedAt() : last.placement().recordedAt());
            last = record;
        }
        List<byte[]> leaves = records.stream().map(AuditRecord::eventHash).toList();
        try (Connection connection = database.superuser().getConnection()) {
            checkState(connection, leaves);
            checkInternal(connection);
            checkHeads(connection, heads, firsts);
            checkTiles(connection, leaves);
            checkSegments(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return records.size();
    }

    private static void checkState(Connection connection, List<byte[]> leaves) throws SQLException {
        LogState state = LogTables.now(connection).state();
        assertThat(state.size()).isEqualTo(leaves.size());
        assertThat(state.root()).isEqualTo(MerkleTree.root(leaves));
        assertThat(state.frontier().root()).isEqualTo(state.root());
        assertThat(count(connection, """
                SELECT count(*)
                  FROM (SELECT previous_size, lag(size) OVER (ORDER BY size) AS before FROM log_states) AS states
                 WHERE previous_size < before
                """)).isZero();
    }

    private static void checkInternal(Connection connection) throws SQLException {
        assertThat(count(connection, """
                SELECT count(*)
                  FROM internal_events
                  FULL JOIN (SELECT log_index FROM audit_events WHERE event_category = 'datastorage') AS own
                            USING (log_index)
                 WHERE internal_events.log_index IS NULL OR own.log_index IS NULL
                """)).isZero();
    }

    private static void checkHeads(
            Connection connection, Map<String, AuditRecord> heads, Map<String, Long> firsts) throws SQLException {
        Map<String, ChainHead> stored = LogTables.heads(connection, heads.keySet());
        assertThat(stored.keySet()).isEqualTo(heads.keySet());
        stored.forEach((correlationId, head) -> {
            AuditRecord record = Objects.requireNonNull(heads.get(correlationId));
            assertThat(head.chainSeq()).isEqualTo(record.placement().chainSeq());
            assertThat(head.logIndex()).isEqualTo(record.placement().logIndex());
            assertThat(head.firstLogIndex()).isEqualTo(firsts.get(correlationId));
            assertThat(head.eventHash()).isEqualTo(record.eventHash());
        });
        assertThat(count(connection, "SELECT count(DISTINCT correlation_id) FROM chain_heads"))
                .isEqualTo(heads.size());
    }

    private static void checkTiles(Connection connection, List<byte[]> leaves) throws SQLException {
        List<String> expected = OpenTiles.at(0, new OpenTiles.Source() {
            @Override
            public List<byte[]> leaves(long from, int count) {
                return List.of();
            }

            @Override
            public List<Tile> tiles(int level, long from, int count) {
                return List.of();
            }
        }).append(leaves).stream().map(t -> t.level() + "/" + t.index() + " " + hex(t.hashes())).sorted().toList();
        List<String> stored = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT level, tile_index, hashes FROM log_tiles")) {
            while (row.next()) {
                stored.add(row.getInt(1) + "/" + row.getLong(2) + " " + hex(row.getBytes(3)));
            }
        }
        assertThat(stored.stream().sorted().toList()).isEqualTo(expected);
    }

    private static void checkSegments(Connection connection) throws SQLException {
        assertThat(count(connection, """
                SELECT count(*)
                  FROM audit_events AS e
                 WHERE NOT EXISTS (SELECT
                                     FROM log_segments AS s
                                    WHERE e.log_index BETWEEN s.first_index AND s.last_index
                                      AND e.recorded_at BETWEEN s.recorded_from AND s.recorded_until
                                      AND e.event_timestamp BETWEEN s.event_from AND s.event_until)
                """)).isZero();
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

    /**
     * Segments of 256 records and up instead of 65,536, in an empty log: the same function with another unit.
     */
    public static void smallSegments(TestDatabase database) {
        execute(database.owner(), """
                CREATE OR REPLACE FUNCTION segment_unit() RETURNS bigint
                LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
                AS $$ SELECT 256::bigint $$;
                DO $$
                DECLARE
                    segment text;
                BEGIN
                    FOR segment IN SELECT relation FROM log_segments LOOP
                        EXECUTE format('DROP TABLE %I', segment);
                    END LOOP;
                    DELETE FROM log_segments;
                END
                $$
                """);
    }

    /** The application role's connections as the service keeps them. */
    static HikariDataSource pool(TestDatabase database) {
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(database.application());
        settings.setConnectionInitSql("SET plan_cache_mode = force_custom_plan");
        settings.setMaximumPoolSize(10);
        settings.setMinimumIdle(1);
        return new HikariDataSource(settings);
    }

    static long count(TestDatabase database, String sql) {
        try (Connection connection = database.superuser().getConnection()) {
            return count(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] bytes(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
