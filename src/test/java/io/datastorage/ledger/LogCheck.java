package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.event.AuditRecord;
import io.datastorage.event.Entry;
import io.datastorage.event.EventId;
import io.datastorage.event.Placement;
import io.datastorage.log.OpenTiles;
import io.datastorage.log.Tile;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Checks that everything in a log fits together, as it grows: a look costs what was appended since the last one. It
 * reads past every index and range.
 */
public final class LogCheck {
    private static final int FETCH = 1_000;

    private final TestDatabase database;
    private final Map<String, ChainHead> heads = new HashMap<>();
    private final PrefixRoots tree = new PrefixRoots();
    private @Nullable Instant lastRecordedAt;

    /** Nothing was looked at yet. */
    public LogCheck(TestDatabase database) {
        this.database = database;
    }

    /** Records that were looked at. */
    public int size() {
        return tree.size();
    }

    /** The root of the first so many records, by the hashes that were looked at; 32 bytes. */
    public byte[] root(long size) {
        return tree.root(size);
    }

    /**
     * Verifies what was appended since the last look: indexes without gaps, every hash from its columns, every chain,
     * the newest state.
     *
     * @param each is given every new record
     */
    public void next(Consumer<AuditRecord> each) {
        try (Connection connection = database.superuser().getConnection()) {
            // One snapshot, because others may append meanwhile.
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (PreparedStatement statement = connection.prepareStatement("SELECT " + EventColumns.LIST
                    + " FROM audit_events WHERE log_index >= ? - 1 ORDER BY log_index")) {
                statement.setFetchSize(FETCH);
                statement.setLong(1, size());
                try (ResultSet row = statement.executeQuery()) {
                    if (size() > 0) {
                        assertThat(row.next()).isTrue();
                        assertThat(hex(RecordMapper.map(row).eventHash()))
                                .isEqualTo(hex(tree.leaves().getLast()));
                    }
                    while (row.next()) {
                        AuditRecord record = RecordMapper.map(row);
                        follow(record);
                        each.accept(record);
                    }
                }
            }
            LogState state = LogTables.now(connection).state();
            assertThat(state.size()).isEqualTo(size());
            assertThat(hex(state.root())).isEqualTo(hex(root(size())));
            assertThat(state.frontier().root()).isEqualTo(state.root());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void follow(AuditRecord record) {
        Placement placement = record.placement();
        String correlationId = record.event().correlationId();
        assertThat(placement.logIndex()).isEqualTo(size());
        assertThat(hex(Entry.hash(Entry.of(record)))).as("hash of record %d", size())
                .isEqualTo(hex(record.eventHash()));
        ChainHead before = heads.get(correlationId);
        assertThat(placement.chainSeq()).isEqualTo(before == null ? 0 : before.chainSeq() + 1);
        assertThat(placement.previousEventHash()).isEqualTo(before == null ? null : before.eventHash());
        assertThat(EventId.logIndex(placement.eventId())).hasValue(size());
        if (lastRecordedAt != null) {
            assertThat(placement.recordedAt()).isAfterOrEqualTo(lastRecordedAt);
        }
        lastRecordedAt = placement.recordedAt();
        heads.put(correlationId, new ChainHead(correlationId, placement.chainSeq(), placement.logIndex(),
                before == null ? placement.logIndex() : before.firstLogIndex(), record.eventHash()));
        tree.add(record.eventHash());
    }

    /** Verifies the tables beside the records against what was looked at: states, heads, tiles, ranges of segments. */
    public void companions() {
        try (Connection connection = database.superuser().getConnection()) {
            assertThat(TestLedger.count(connection, """
                    SELECT count(*)
                      FROM (SELECT previous_size, lag(size) OVER (ORDER BY size) AS before FROM log_states) AS states
                     WHERE previous_size < before
                    """)).isZero();
            checkInternal(connection);
            checkHeads(connection);
            checkTiles(connection);
            checkSegments(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void checkInternal(Connection connection) throws SQLException {
        assertThat(TestLedger.count(connection, """
                SELECT count(*)
                  FROM internal_events
                  FULL JOIN (SELECT log_index FROM audit_events WHERE event_category = 'datastorage') AS own
                            USING (log_index)
                 WHERE internal_events.log_index IS NULL OR own.log_index IS NULL
                """)).isZero();
    }

    private void checkHeads(Connection connection) throws SQLException {
        Map<String, ChainHead> stored = LogTables.heads(connection, heads.keySet());
        assertThat(stored.keySet()).isEqualTo(heads.keySet());
        stored.forEach((correlationId, head) -> {
            ChainHead expected = Objects.requireNonNull(heads.get(correlationId));
            assertThat(head.chainSeq()).isEqualTo(expected.chainSeq());
            assertThat(head.logIndex()).isEqualTo(expected.logIndex());
            assertThat(head.firstLogIndex()).isEqualTo(expected.firstLogIndex());
            assertThat(head.eventHash()).isEqualTo(expected.eventHash());
        });
        assertThat(TestLedger.count(connection, "SELECT count(DISTINCT correlation_id) FROM chain_heads"))
                .isEqualTo(heads.size());
    }

    private void checkTiles(Connection connection) throws SQLException {
        List<String> expected = OpenTiles.at(0, new OpenTiles.Source() {
            @Override
            public List<byte[]> leaves(long from, int count) {
                return List.of();
            }

            @Override
            public List<Tile> tiles(int level, long from, int count) {
                return List.of();
            }
        }).append(tree.leaves()).stream().map(t -> t.level() + "/" + t.index() + " " + hex(t.hashes())).sorted()
                .toList();
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
        assertThat(TestLedger.count(connection, """
                SELECT count(*)
                  FROM audit_events AS e
                 WHERE NOT EXISTS (SELECT
                                     FROM log_segments AS s
                                    WHERE e.log_index BETWEEN s.first_index AND s.last_index
                                      AND e.recorded_at BETWEEN s.recorded_from AND s.recorded_until
                                      AND e.event_timestamp BETWEEN s.event_from AND s.event_until)
                """)).isZero();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
