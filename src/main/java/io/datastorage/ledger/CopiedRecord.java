package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Event;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.Placement;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A tuple of {@code COPY … TO STDOUT (FORMAT binary)} with the columns of {@link EventColumns}, as a record: what
 * {@link RecordMapper} is to rows.
 */
final class CopiedRecord {
    private final ByteBuffer tuple;

    private CopiedRecord(ByteBuffer tuple) {
        this.tuple = tuple;
    }

    /**
     * The record that begins here; afterwards the buffer stands behind it.
     *
     * @param tuple behind the number of fields
     */
    static AuditRecord read(ByteBuffer tuple) {
        return new CopiedRecord(tuple).record();
    }

    private AuditRecord record() {
        long logIndex = given(bigint());
        Instant recordedAt = given(timestamptz());
        UUID eventId = given(uuid());
        String version = given(text());
        Instant eventTimestamp = given(timestamptz());
        Event event = new Event(version, given(text()), eventTimestamp, given(text()), given(text()), given(text()),
                text(), text(), text(), text(), text(), given(text()), uuid(), timestamptz(), text(), text(), text(),
                bigint(), text(), text(), given(integer()), bool(), jsonb(), jsonb());
        String recordedBy = text();
        byte[] salt = bytea();
        Placement placement = new Placement(logIndex, recordedAt, eventId, given(bigint()), bytea());
        return new AuditRecord(event, placement, recordedBy, salt, given(bytea()));
    }

    private static <T> T given(@Nullable T value) {
        return Objects.requireNonNull(value, "a column that is NOT NULL has no value");
    }

    /** The length of the next value in bytes; -1 if it is null. */
    private int length() {
        return tuple.getInt();
    }

    private byte @Nullable [] bytea() {
        int length = length();
        if (length < 0) {
            return null;
        }
        byte[] value = new byte[length];
        tuple.get(value);
        return value;
    }

    private @Nullable String text() {
        int length = length();
        if (length < 0) {
            return null;
        }
        String value = new String(tuple.array(), tuple.arrayOffset() + tuple.position(), length, UTF_8);
        tuple.position(tuple.position() + length);
        return value;
    }

    private @Nullable JsonObject jsonb() {
        int length = length();
        if (length < 0) {
            return null;
        }
        byte version = tuple.get();
        byte[] json = new byte[length - 1];
        tuple.get(json);
        return version == CopyRows.JSONB_VERSION ? RecordMapper.object(json) : null;
    }

    private @Nullable Long bigint() {
        return length() < 0 ? null : tuple.getLong();
    }

    private @Nullable Integer integer() {
        return length() < 0 ? null : tuple.getInt();
    }

    private @Nullable Boolean bool() {
        return length() < 0 ? null : tuple.get() != 0;
    }

    private @Nullable UUID uuid() {
        return length() < 0 ? null : new UUID(tuple.getLong(), tuple.getLong());
    }

    private @Nullable Instant timestamptz() {
        return length() < 0 ? null : CopyRows.instant(tuple.getLong());
    }
}
