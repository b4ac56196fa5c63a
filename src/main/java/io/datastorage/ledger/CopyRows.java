package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.event.Event;
import io.datastorage.event.Placement;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Records as the bytes of {@code COPY … FROM STDIN (FORMAT binary)}, in the order of {@link EventColumns}. */
final class CopyRows {
    /** What a stream begins with: after it come four bytes of flags, and a header extension after its length. */
    static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    /** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
    private static final long POSTGRES_EPOCH_SECOND = 946_684_800;

    static final int JSONB_VERSION = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    private final DataOutputStream out = new DataOutputStream(bytes);

    private CopyRows() {}

    /** The whole COPY stream, header and trailer included. */
    static byte[] encode(List<Placed> records) {
        CopyRows rows = new CopyRows();
        try {
            rows.out.write(SIGNATURE);
            rows.out.writeInt(0);
            rows.out.writeInt(0);
            for (Placed placed : records) {
                rows.row(placed);
            }
            rows.out.writeShort(-1);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return rows.bytes.toByteArray();
    }

    private void row(Placed placed) throws IOException {
        Event event = placed.event().event();
        Placement placement = placed.placement();
        out.writeShort(EventColumns.NAMES.size());
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
        jsonb(placed.event().eventDataText());
        jsonb(placed.event().extraText());
        text(placed.event().recordedBy());
        bytea(placed.event().salt());
        bigint(placement.chainSeq());
        bytea(placement.previousEventHash());
        bytea(placed.hash());
    }

    private void bytea(byte @Nullable [] value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(value.length);
            out.write(value);
        }
    }

    private void text(@Nullable String value) throws IOException {
        bytea(value == null ? null : value.getBytes(UTF_8));
    }

    private void jsonb(@Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            byte[] text = value.getBytes(UTF_8);
            out.writeInt(text.length + 1);
            out.writeByte(JSONB_VERSION);
            out.write(text);
        }
    }

    private void bigint(@Nullable Long value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(Long.BYTES);
            out.writeLong(value);
        }
    }

    private void integer(int value) throws IOException {
        out.writeInt(Integer.BYTES);
        out.writeInt(value);
    }

    private void bool(@Nullable Boolean value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(1);
            out.writeBoolean(value);
        }
    }

    private void uuid(@Nullable UUID value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(2 * Long.BYTES);
            out.writeLong(value.getMostSignificantBits());
            out.writeLong(value.getLeastSignificantBits());
        }
    }

    /** The instant of a {@code timestamptz}, which is sent as microseconds. */
    static Instant instant(long microseconds) {
        return Instant.ofEpochSecond(POSTGRES_EPOCH_SECOND + Math.floorDiv(microseconds, 1_000_000),
                Math.floorMod(microseconds, 1_000_000) * 1_000L);
    }

    private void timestamptz(@Nullable Instant value) throws IOException {
        bigint(value == null
                ? null
                : (value.getEpochSecond() - POSTGRES_EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
    }
}
