package io.datastorage.ledger;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The log's identity, its keys, and the checkpoints that were released, as the database keeps them. A database that
 * cannot be asked gives a {@code DataAccessException}.
 */
public final class Checkpoints {
    private final JdbcTemplate jdbc;

    /**
     * Where they are kept.
     *
     * @param dataSource connections of the application role
     */
    public Checkpoints(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** A stored checkpoint without its cosignatures: epoch, size, and the signed note. */
    public record Stored(int epoch, long size, String note) {}

    /** A key that signs no more: the last size it signed, and the note of its successor that says so. */
    public record Retirement(String verifierKey, long lastSize, String note) {}

    /** The identity of the newest epoch. */
    public Optional<LogIdentity> identity() {
        return jdbc.query("SELECT epoch, origin FROM log_identity ORDER BY epoch DESC LIMIT 1",
                (row, _) -> new LogIdentity(row.getInt(1), row.getString(2))).stream().findFirst();
    }

    /** Gives the log an identity unless it has one for that epoch. */
    public void register(LogIdentity identity) {
        jdbc.update("INSERT INTO log_identity (epoch, origin) VALUES (?, ?) ON CONFLICT DO NOTHING",
                identity.epoch(), identity.origin());
    }

    /** Remembers that a key signs; in the form {@code name+hash+key}. */
    public void addKey(String verifierKey) {
        jdbc.update("INSERT INTO log_keys (verifier_key) VALUES (?) ON CONFLICT DO NOTHING", verifierKey);
    }

    /** Every key that ever signed, oldest first. */
    public List<String> keys() {
        return jdbc.query("SELECT verifier_key FROM log_keys ORDER BY added_at, verifier_key",
                (row, _) -> row.getString(1));
    }

    /** Remembers that a key signs no more. */
    public void retire(Retirement retirement) {
        jdbc.update("""
                INSERT INTO log_key_retirements (verifier_key, last_size, note)
                VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                """, retirement.verifierKey(), retirement.lastSize(), retirement.note());
    }

    /** The keys that sign no more, oldest retirement first. */
    public List<Retirement> retirements() {
        return jdbc.query("""
                SELECT verifier_key, last_size, note FROM log_key_retirements ORDER BY retired_at, verifier_key
                """, (row, _) -> new Retirement(row.getString(1), row.getLong(2), row.getString(3)));
    }

    /**
     * Stores a signed checkpoint unless a newer one, or this very note, is there. Those who do so at once take turns,
     * so sizes ascend in the order of release.
     */
    public void release(Stored checkpoint) {
        ConnectionCallback<Boolean> inTurn = connection -> {
            connection.setAutoCommit(false);
            // Else the insert could have a snapshot from before it had the lock.
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try (PreparedStatement lock = connection.prepareStatement(
                    "SELECT pg_advisory_xact_lock('log_checkpoints'::regclass::oid::bigint)");
                    PreparedStatement insert = connection.prepareStatement("""
                            INSERT INTO log_checkpoints (epoch, size, note)
                            SELECT given.*
                              FROM (VALUES (?::integer, ?::bigint, ?::text)) AS given (epoch, size, note)
                             WHERE NOT EXISTS (SELECT
                                                 FROM log_checkpoints AS there
                                                WHERE (there.epoch, there.size) > (given.epoch, given.size)
                                                   OR (there.epoch, there.size, there.note) =
                                                      (given.epoch, given.size, given.note))
                            """)) {
                lock.execute();
                insert.setInt(1, checkpoint.epoch());
                insert.setLong(2, checkpoint.size());
                insert.setString(3, checkpoint.note());
                insert.executeUpdate();
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
            connection.setAutoCommit(true);
            return true;
        };
        jdbc.execute(inTurn);
    }

    /** The newest checkpoints, newest first. */
    public List<Stored> newest(int limit) {
        return jdbc.query("""
                SELECT epoch, size, note FROM log_checkpoints ORDER BY epoch DESC, size DESC, revision DESC LIMIT ?
                """, (row, _) -> new Stored(row.getInt(1), row.getLong(2), row.getString(3)), limit);
    }

    /** The newest checkpoint that a witness has cosigned. */
    public Optional<Stored> newestCosigned() {
        return jdbc.query("""
                SELECT epoch, size, note
                  FROM log_checkpoints
                 WHERE (epoch, size) = (SELECT epoch, size FROM log_cosignatures ORDER BY epoch DESC, size DESC LIMIT 1)
                 ORDER BY revision DESC
                 LIMIT 1
                """, (row, _) -> new Stored(row.getInt(1), row.getLong(2), row.getString(3))).stream().findFirst();
    }

    /** Stores what a witness added to a checkpoint: a signature line, without its newline. */
    public void cosign(int epoch, long size, String line) {
        jdbc.update("INSERT INTO log_cosignatures (epoch, size, line) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                epoch, size, line);
    }

    /** What witnesses added to a checkpoint: signature lines. */
    public List<String> cosignatures(int epoch, long size) {
        return jdbc.query("""
                SELECT line FROM log_cosignatures WHERE epoch = ? AND size = ? ORDER BY received_at, line
                """, (row, _) -> row.getString(1), epoch, size);
    }
}
