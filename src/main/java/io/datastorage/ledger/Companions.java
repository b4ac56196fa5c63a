package io.datastorage.ledger;

import io.datastorage.log.Tile;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What an append transaction writes beside its records: chain heads, tiles, digests of requests, and the new state. All
 * in one message with the COMMIT, since a round trip to the server costs more than any of them.
 */
final class Companions {
    private static final String COMMIT = """
            INSERT INTO chain_heads (correlation_id, chain_seq, log_index, first_log_index, event_hash)
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[]);
            INSERT INTO log_tiles (level, tile_index, hashes)
            SELECT * FROM unnest(?::smallint[], ?::bigint[], ?::bytea[]);
            INSERT INTO ingest_requests (identity, first_log_index, event_count, body_digest, recorded_at)
            SELECT request.*, ? FROM unnest(?::bytea[], ?::bigint[], ?::integer[], ?::bytea[]) AS request;
            INSERT INTO log_states (size, previous_size, root, frontier, recorded_at)
            VALUES (?, ?, ?, ?, ?);
            COMMIT
            """;

    private Companions() {}

    /**
     * Writes them all and commits the transaction, in which {@link Durable#SETTINGS} are in force.
     *
     * @param heads the new head of every chain that grew
     * @param tiles those that were filled
     * @param requests where the requests went
     * @param previousSize must be the newest, or the database refuses
     * @throws SQLException if the commit is not known to be durable; {@link Durable#hasFailed} tells whether it is known
     *     that nothing was stored
     */
    static void commit(Connection connection, List<ChainHead> heads, List<Tile> tiles, List<Replays.Stored> requests,
            LogState next, long previousSize) throws SQLException {
        var recordedAt = Sql.timestamptz(Objects.requireNonNull(next.recordedAt()));
        try (PreparedStatement statement = connection.prepareStatement(COMMIT)) {
            var row = new Parameters(connection, statement);
            row.array("text", heads, ChainHead::correlationId);
            row.array("int8", heads, ChainHead::chainSeq);
            row.array("int8", heads, ChainHead::logIndex);
            row.array("int8", heads, ChainHead::firstLogIndex);
            row.bytes(heads, ChainHead::eventHash);
            row.array("int2", tiles, tile -> (short) tile.level());
            row.array("int8", tiles, Tile::index);
            row.bytes(tiles, Tile::hashes);
            row.value(recordedAt);
            row.bytes(requests, request -> request.identity().identity());
            row.array("int8", requests, request -> request.first().placement().logIndex());
            row.array("int4", requests, Replays.Stored::events);
            row.bytes(requests, request -> request.identity().bodyDigest());
            row.value(next.size());
            row.value(previousSize);
            row.value(next.root());
            row.value(next.frontier().encode());
            row.value(recordedAt);
            statement.execute();
            Durable.requireNoWarning(statement);
        }
    }

    /** The parameters of a statement, set one after the other. */
    private static final class Parameters {
        private final Connection connection;
        private final PreparedStatement statement;
        private int last;

        Parameters(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        void value(Object value) throws SQLException {
            statement.setObject(++last, value);
        }

        <T> void array(String type, List<T> rows, Function<T, ?> column) throws SQLException {
            statement.setArray(++last, connection.createArrayOf(type, rows.stream().map(column).toArray()));
        }

        <T> void bytes(List<T> rows, Function<T, byte[]> column) throws SQLException {
            statement.setArray(++last,
                    connection.createArrayOf("bytea", rows.stream().map(column).toArray(byte[][]::new)));
        }
    }
}
