package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.event.Event;
import io.datastorage.event.Placement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** Records as the bytes of {@code COPY … FROM STDIN (FORMAT binary)}, in the order of {@link EventColumns}. */
final class CopyRows implements AutoCloseable {
    /** What a stream begins with: after it come four bytes of flags, and a header extension after its length. */
    static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    /** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
    private static final long POSTGRES_EPOCH_SECOND = 946_684_800;

    static final byte JSONB_VERSION = 1;

    /** From how many bytes on they are sent, so that the server stores the first rows while the next are made. */
    private static final int CHUNK = 1 << 14;

    private final CopyIn copy;
    private ByteBuffer out = ByteBuffer.allocate(2 * CHUNK);
    private int count;

    private CopyRows(CopyIn copy) {
        this.copy = copy;
    }

    /** Begins to copy records into {@code audit_events}. Until the end, the connection can do nothing else. */
    static CopyRows begin(Connection connection) throws SQLException {
        CopyRows rows = new CopyRows(connection.unwrap(PGConnection.class).getCopyAPI()
                .copyIn("COPY audit_events (" + EventColumns.LIST + ") FROM STDIN (FORMAT binary)"));
        rows.room(SIGNATURE.length + 2 * Integer.BYTES).put(SIGNATURE).putInt(0).putInt(0);
        return rows;
    }

    /** Sends a record, now or with the next ones. */
    void add(Placed placed) throws SQLException {
        row(placed);
        count++;
        if (out.position() >= CHUNK) {
            flush();
        }
    }

    /** Sends what is left. The server still stores it when this returns. */
    void finish() throws SQLException {
        room(Short.BYTES).putShort((short) -1);
        flush();
    }

    /** Waits until the server has stored all of them. */
    void end() throws SQLException {
        long copied = copy.endCopy();
        if (copied != count) {
            throw new SQLException("COPY took " + copied + " records instead of " + count);
        }
    }

    /** Cancels the COPY if it did not end, and with it the transaction. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(out.array(), 0, out.position());
        copy.flushCopy();
        out.clear();
    }

    private void row(Placed placed) {
        Event event = placed.event().event();
        Placement placement = placed.placement();
        room(Short.BYTES).putShort((short) EventColumns.NAMES.size());
        bigint(placement.logIndex());
        timestamptz(placement.recordedAt());
        uuid(placement.eventId());
        text(event.version());
        timestamptz(event.eventTimestamp());
        text(event.eventType());
        text(event.eventCategory());
        text(event.eventAction());
        text(event.eventOutcome());
        text(event.actorType());
        text(event.actorId());
        text(event.actorIp());
        text(event.resourceType());
        text(event.resourceId());
        text(event.correlationId());
        uuid(event.parentEventId());
        timestamptz(event.parentEventDate());
        text(event.namespace());
        text(event.clusterId());
        text(event.severity());
        bigint(event.durationMs());
        text(event.errorCode());
        text(event.errorMessage());
        integer(event.retentionDays());
        bool(event.isSensitive());
        jsonb(placed.event().eventData());
        jsonb(placed.event().extra());
        text(placed.event().recordedBy());
        bytea(placed.event().salt());
        bigint(placement.chainSeq());
        bytea(placement.previousEventHash());
        bytea(placed.hash());
    }

    private void bytea(byte @Nullable [] value) {
        if (value == null) {
            missing();
        } else {
            value(value.length).put(value);
        }
    }

    private void text(@Nullable String value) {
        bytea(value == null ? null : value.getBytes(UTF_8));
    }

    private void jsonb(byte @Nullable [] value) {
        if (value == null) {
            missing();
        } else {
            value(1 + value.length).put(JSONB_VERSION).put(value);
        }
    }

    private void bigint(@Nullable Long value) {
        if (value == null) {
            missing();
        } else {
            value(Long.BYTES).putLong(value);
        }
    }

    private void integer(int value) {
        value(Integer.BYTES).putInt(value);
    }

    private void bool(@Nullable Boolean value) {
        if (value == null) {
            missing();
        } else {
            value(1).put((byte) (value ? 1 : 0));
        }
    }

    private void uuid(@Nullable UUID value) {
        if (value == null) {
            missing();
        } else {
            value(2 * Long.BYTES).putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
        }
    }

    /** The instant of a {@code timestamptz}, which is sent as microseconds. */
    static Instant instant(long microseconds) {
        return Instant.ofEpochSecond(POSTGRES_EPOCH_SECOND + Math.floorDiv(microseconds, 1_000_000),
                Math.floorMod(microseconds, 1_000_000) * 1_000L);
    }

    private void timestamptz(@Nullable Instant value) {
        bigint(value == null
                ? null
                : (value.getEpochSecond() - POSTGRES_EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
    }

    private void missing() {
        room(Integer.BYTES).putInt(-1);
    }

    /** Begins a value of so many bytes, for which there is room then. */
    private ByteBuffer value(int bytes) {
        return room(Integer.BYTES + bytes).putInt(bytes);
    }

    private ByteBuffer room(int more) {
        if (out.remaining() < more) {
            out = ByteBuffer.allocate(Math.addExact(Math.multiplyExact(2, out.capacity()), more)).put(out.flip());
        }
        return out;
    }
}
