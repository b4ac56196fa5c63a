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
    /** By the primary key for each of them, even while the statistics know nothing yet of a table that grows. */
    static final String FIND = """
            SELECT newest.identity, newest.first_log_index, newest.event_count, newest.body_digest
              FROM unnest(?::bytea[]) AS wanted (identity)
             CROSS JOIN LATERAL (SELECT *
                                   FROM ingest_requests
                                  WHERE ingest_requests.identity = wanted.identity
                                  ORDER BY first_log_index DESC
                                  LIMIT 1) AS newest
             WHERE newest.recorded_at > clock_timestamp() - make_interval(secs => ?)
            """;

    private static final String RECEIPTS = """
            SELECT event_id, event_timestamp, log_index, event_hash
              FROM audit_events
             WHERE log_index >= ? AND log_index <= ?
             ORDER BY log_index
            """;

    private Replays() {}

    /**
     * An earlier request.
     *
     * @param bodyDigest 32 bytes
     */
    record Earlier(long firstLogIndex, int events, byte[] bodyDigest) {}

    /** Where a request went. */
    record Stored(RequestIdentity identity, Placed first, int events) {}

    /**
     * The earlier requests with these identities, by {@link #key}.
     *
     * @param window how long ago they may be
     */
    static Map<ByteBuffer, Earlier> find(Connection connection, Duration window, List<RequestIdentity> identities)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            ask(statement, window, identities);
            try (ResultSet row = statement.executeQuery()) {
                return found(row);
            }
        }
    }

    /** Sets the parameters of {@link #FIND}. */
    static void ask(PreparedStatement statement, Duration window, List<RequestIdentity> identities)
            throws SQLException {
        byte[][] wanted = identities.stream().map(RequestIdentity::identity).toArray(byte[][]::new);
        statement.setArray(1, statement.getConnection().createArrayOf("bytea", wanted));
        statement.setDouble(2, window.toMillis() / 1000.0);
    }

    /** The result of {@link #FIND}. */
    static Map<ByteBuffer, Earlier> found(ResultSet row) throws SQLException {
        Map<ByteBuffer, Earlier> found = new HashMap<>();
        while (row.next()) {
            found.put(ByteBuffer.wrap(row.getBytes(1)), new Earlier(row.getLong(2), row.getInt(3), row.getBytes(4)));
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

    /** An identity as a key of a map. */
    static ByteBuffer key(RequestIdentity identity) {
        return ByteBuffer.wrap(identity.identity());
    }
}
