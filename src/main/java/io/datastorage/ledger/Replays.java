package io.datastorage.ledger;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The requests that were stored lately, by identity: {@code ingest_requests}. */
final class Replays {
    private static final String FIND = """
            SELECT DISTINCT ON (identity) identity, first_log_index, event_count, body_digest
              FROM ingest_requests
             WHERE identity = ANY (?)
               AND recorded_at > clock_timestamp() - make_interval(secs => ?)
             ORDER BY identity, first_log_index DESC
            """;

    private static final String RECEIPTS = """
            SELECT event_id, event_timestamp, log_index, event_hash
              FROM audit_events
             WHERE log_index >= ? AND log_index <= ?
             ORDER BY log_index
            """;

    private static final String INSERT = """
            INSERT INTO ingest_requests (identity, first_log_index, event_count, body_digest, recorded_at)
            VALUES (?, ?, ?, ?, ?)
            """;

    private final Duration window;

    Replays(Duration window) {
        this.window = window;
    }

    /**
     * An earlier request.
     *
     * @param bodyDigest 32 bytes
     */
    record Earlier(long firstLogIndex, int events, byte[] bodyDigest) {}

    /** Where a request went. */
    record Stored(RequestIdentity identity, Placed first, int events) {}

    /** The earlier requests with these identities, by {@link #key}. */
    Map<ByteBuffer, Earlier> find(Connection connection, List<RequestIdentity> identities) throws SQLException {
        Map<ByteBuffer, Earlier> found = new HashMap<>();
        if (identities.isEmpty()) {
            return found;
        }
        byte[][] wanted = identities.stream().map(RequestIdentity::identity).toArray(byte[][]::new);
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(1, connection.createArrayOf("bytea", wanted));
            statement.setDouble(2, window.toMillis() / 1000.0);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(ByteBuffer.wrap(row.getBytes(1)),
                            new Earlier(row.getLong(2), row.getInt(3), row.getBytes(4)));
                }
            }
        }
        return found;
    }

    /**
     * What a repetition of an earlier request is answered.
     *
     * @return empty if the earlier records are not all there: then the repetition is stored, so that nothing is lost
     */
    static Optional<AppendOutcome> answer(Connection connection, Earlier earlier, RequestIdentity repeated)
            throws SQLException {
        if (!Arrays.equals(earlier.bodyDigest(), repeated.bodyDigest())) {
            return Optional.of(new AppendOutcome.IdentityReused());
        }
        List<Receipt> receipts = new ArrayList<>(earlier.events());
        try (PreparedStatement statement = connection.prepareStatement(RECEIPTS)) {
            statement.setLong(1, earlier.firstLogIndex());
            statement.setLong(2, earlier.firstLogIndex() + earlier.events() - 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    receipts.add(new Receipt(
                            row.getObject(1, UUID.class),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getLong(3),
                            row.getBytes(4)));
                }
            }
        }
        return receipts.size() == earlier.events()
                ? Optional.of(new AppendOutcome.Stored(receipts, true))
                : Optional.empty();
    }

    /** Remembers requests, in the transaction that stores them. */
    static void remember(Connection connection, List<Stored> stored) throws SQLException {
        if (stored.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (Stored request : stored) {
                statement.setBytes(1, request.identity().identity());
                statement.setLong(2, request.first().placement().logIndex());
                statement.setInt(3, request.events());
                statement.setBytes(4, request.identity().bodyDigest());
                statement.setObject(5, Sql.timestamptz(request.first().placement().recordedAt()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** An identity as a key of a map. */
    static ByteBuffer key(RequestIdentity identity) {
        return ByteBuffer.wrap(identity.identity());
    }
}
