package io.datastorage.query;

import io.datastorage.ledger.Position;
import io.datastorage.web.InvalidParameterException;
import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a search needs to go on where a page ended, as an opaque text: base64url of fixed-width big-endian fields behind
 * a version.
 *
 * <p>Times given as durations ({@code since=24h}) are fixed by the first page and travel here, so that the window does
 * not move while it is paged through.
 *
 * @param search 16 bytes that tell one search (filters and order) from another
 * @param since as resolved for the first page
 * @param until as resolved for the first page
 */
record Cursor(byte[] search, @Nullable Instant since, @Nullable Instant until, Position position) {
    static final int SEARCH_BYTES = 16;
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + SEARCH_BYTES + 3 * (1 + Long.BYTES) + 2 * Long.BYTES + Integer.BYTES
            + Long.BYTES + 1;
    static final String MALFORMED = "is not a cursor of this service; use next_cursor exactly as it was given,"
            + " or leave it out to begin anew";
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** The text for the client. */
    String encode() {
        var bytes = ByteBuffer.allocate(BYTES).put(VERSION).put(search);
        putInstant(bytes, since);
        putInstant(bytes, until);
        putInstant(bytes, position.timestamp());
        bytes.putLong(position.size())
                .putLong(position.logIndex())
                .putInt(position.skip())
                .putLong(position.total())
                .put((byte) (position.totalIsExact() ? 1 : 0));
        return ENCODER.encodeToString(bytes.array());
    }

    /** Reads a client's text. Whatever it holds, the numbers of the result are in their ranges. */
    static Cursor decode(String text) throws InvalidParameterException {
        try {
            var bytes = ByteBuffer.wrap(DECODER.decode(text));
            if (bytes.remaining() != BYTES || bytes.get() != VERSION) {
                throw new InvalidParameterException(MALFORMED);
            }
            var search = new byte[SEARCH_BYTES];
            bytes.get(search);
            var since = getInstant(bytes);
            var until = getInstant(bytes);
            var timestamp = getInstant(bytes);
            long size = natural(bytes.getLong());
            long logIndex = natural(bytes.getLong());
            int skip = Math.toIntExact(natural(bytes.getInt()));
            long total = natural(bytes.getLong());
            boolean totalIsExact = flag(bytes.get());
            if (logIndex > size || total > size) {
                throw new InvalidParameterException(MALFORMED);
            }
            return new Cursor(search, since, until, new Position(size, timestamp, logIndex, skip, total, totalIsExact));
        } catch (IllegalArgumentException | BufferUnderflowException _) {
            throw new InvalidParameterException(MALFORMED);
        }
    }

    boolean continues(byte[] otherSearch) {
        return Arrays.equals(search, otherSearch);
    }

    private static void putInstant(ByteBuffer bytes, @Nullable Instant instant) {
        bytes.put((byte) (instant == null ? 0 : 1));
        bytes.putLong(instant == null ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, within(instant)));
    }

    /** A time that no event can have was written by somebody else than this service; pages must not fail for it. */
    private static Instant within(Instant instant) {
        return instant.isBefore(Limits.FIRST) ? Limits.FIRST : instant.isAfter(Limits.LAST) ? Limits.LAST : instant;
    }

    private static @Nullable Instant getInstant(ByteBuffer bytes) throws InvalidParameterException {
        boolean present = flag(bytes.get());
        long micros = bytes.getLong();
        if (!present) {
            return null;
        }
        var instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        if (instant.isBefore(Limits.FIRST) || instant.isAfter(Limits.LAST)) {
            throw new InvalidParameterException(MALFORMED);
        }
        return instant;
    }

    private static boolean flag(byte value) throws InvalidParameterException {
        if (value != 0 && value != 1) {
            throw new InvalidParameterException(MALFORMED);
        }
        return value == 1;
    }

    private static long natural(long value) throws InvalidParameterException {
        if (value < 0) {
            throw new InvalidParameterException(MALFORMED);
        }
        return value;
    }

    /** The times that an event can have. */
    private static final class Limits {
        static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
        static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");
    }
}
