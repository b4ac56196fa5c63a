package io.datastorage.ledger;

import io.datastorage.log.Frontier;
import io.datastorage.log.OpenTiles;
import io.datastorage.log.Tile;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an append transaction reads of the log: its state, chain heads and tiles. */
final class LogTables {
    private LogTables() {}

    /**
     * The log as it is and the time.
     *
     * @param clock the database's clock, in microseconds
     * @param server when the server was started, and which database and table it is: another for a restarted server, for
     *     a standby and for a restored copy
     */
    record Now(LogState state, Instant clock, String server) {}

    /** The query whose row is {@link #now(ResultSet)}. */
    static final String NOW = """
            SELECT size, root, frontier, recorded_at, clock_timestamp(),
                   concat_ws('/', extract(epoch FROM pg_postmaster_start_time()),
                             (SELECT oid FROM pg_database WHERE datname = current_database()),
                             'log_states'::regclass::oid)
              FROM log_states
             ORDER BY size DESC
             LIMIT 1
            """;

    /**
     * Reads the newest state.
     *
     * @throws LogMismatchException if it is not one that an append wrote
     */
    static Now now(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOW); ResultSet row = statement.executeQuery()) {
            return now(row);
        }
    }

    /**
     * The newest state, of the result of {@link #NOW}.
     *
     * @throws LogMismatchException if it is not one that an append wrote
     */
    static Now now(ResultSet row) throws SQLException {
        if (!row.next()) {
            throw new LogMismatchException("log_states is empty: not even the state of the empty log is there");
        }
        LogState state = state(row.getLong(1), row.getBytes(2), row.getBytes(3),
                Sql.instant(row.getObject(4, OffsetDateTime.class)));
        return new Now(state, row.getObject(5, OffsetDateTime.class).toInstant(), row.getString(6));
    }

    private static LogState state(long size, byte[] root, byte[] frontier, @Nullable Instant recordedAt) {
        try {
            LogState state = new LogState(Frontier.decode(size, frontier), root, recordedAt);
            if (Arrays.equals(state.frontier().root(), root)) {
                return state;
            }
        } catch (IllegalArgumentException e) {
            throw new LogMismatchException("the newest row of log_states was changed: " + e.getMessage());
        }
        throw new LogMismatchException(
                "the newest row of log_states was changed: its frontier of size %d does not give its root"
                        .formatted(size));
    }

    /** The heads of those of these chains that exist, by correlation id. */
    static Map<String, ChainHead> heads(Connection connection, Collection<String> correlationIds)
            throws SQLException {
        Map<String, ChainHead> heads = new HashMap<>();
        if (correlationIds.isEmpty()) {
            return heads;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT newest.correlation_id, newest.chain_seq, newest.log_index, newest.first_log_index,
                       newest.event_hash
                  FROM unnest(?::text[]) AS wanted (correlation_id)
                 CROSS JOIN LATERAL (SELECT *
                                       FROM chain_heads
                                      WHERE chain_heads.correlation_id = wanted.correlation_id
                                      ORDER BY chain_seq DESC
                                      LIMIT 1) AS newest
                """)) {
            statement.setArray(1, connection.createArrayOf("text", correlationIds.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ChainHead head = new ChainHead(
                            row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getBytes(5));
                    heads.put(head.correlationId(), head);
                }
            }
        }
        return heads;
    }

    /** The event hash of the record at this place; null if there is none. */
    static byte @Nullable [] eventHash(Connection connection, long logIndex) throws SQLException {
        List<byte[]> hashes = eventHashes(connection, logIndex, 1);
        return hashes.isEmpty() ? null : hashes.getFirst();
    }

    private static List<byte[]> eventHashes(Connection connection, long from, int count) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT event_hash
                  FROM audit_events
                 WHERE log_index >= ? AND log_index < ?
                 ORDER BY log_index
                """)) {
            statement.setLong(1, from);
            statement.setLong(2, from + count);
            List<byte[]> hashes = new ArrayList<>(count);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    hashes.add(row.getBytes(1));
                }
            }
            return hashes;
        }
    }

    /**
     * The tiles that are being filled in a log of this size.
     *
     * @throws LogMismatchException if the log does not have the records or tiles that they are made of
     */
    static OpenTiles openTiles(Connection connection, long size) throws SQLException {
        try {
            return OpenTiles.at(size, new OpenTiles.Source() {
                @Override
                public List<byte[]> leaves(long from, int count) {
                    return unchecked(() -> eventHashes(connection, from, count));
                }

                @Override
                public List<Tile> tiles(int level, long from, int count) {
                    return unchecked(() -> LogTables.tiles(connection, level, from, count));
                }
            });
        } catch (UncheckedSqlException e) {
            throw e.sql;
        } catch (IllegalStateException e) {
            throw new LogMismatchException("records or tiles are missing from the log: " + e.getMessage());
        }
    }

    private static List<Tile> tiles(Connection connection, int level, long from, int count) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT tile_index, hashes
                  FROM log_tiles
                 WHERE level = ? AND tile_index >= ? AND tile_index < ?
                 ORDER BY tile_index
                """)) {
            statement.setInt(1, level);
            statement.setLong(2, from);
            statement.setLong(3, from + count);
            List<Tile> tiles = new ArrayList<>(count);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tiles.add(new Tile(level, row.getLong(1), row.getBytes(2)));
                }
            }
            return tiles;
        }
    }

    private interface Read<T> {
        T read() throws SQLException;
    }

    private static <T> T unchecked(Read<T> read) {
        try {
            return read.read();
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    /** Carries an {@code SQLException} through the log room, which knows no database. */
    private static final class UncheckedSqlException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException sql;

        UncheckedSqlException(SQLException sql) {
            super(sql);
            this.sql = sql;
        }
    }
}
