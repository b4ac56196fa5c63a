package io.datastorage.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.datastorage.event.JsonValue.JsonArray;
import io.datastorage.event.JsonValue.JsonBoolean;
import io.datastorage.event.JsonValue.JsonNull;
import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Writes the canonical form in UTF-8: no white space, and strings as RFC 8785 §3.2.2.2 has them. Straight into bytes,
 * because every event is written so, and a text in between would be written twice.
 */
final class CanonicalForm {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int CAPACITY = 1_024;
    private static final int MOST_BYTES_OF_A_UNIT = 6;
    private static final int HASHED_AT_ONCE = 8_192;

    private final @Nullable MessageDigest sink;
    private byte[] bytes;
    private int length;

    /** An empty one, with room for so many bytes before it must grow. */
    CanonicalForm(int capacity) {
        this(capacity, null);
    }

    private CanonicalForm(int capacity, @Nullable MessageDigest sink) {
        this.sink = sink;
        bytes = new byte[capacity];
    }

    /** The canonical form of a value. */
    static byte[] of(JsonValue value) {
        return value instanceof JsonString(String text) ? of(text) : new CanonicalForm(CAPACITY).value(value).take();
    }

    /** Hashes the canonical form of a value, which is nowhere as a whole. */
    static void hash(JsonValue value, MessageDigest digest) {
        new CanonicalForm(HASHED_AT_ONCE, digest).value(value).drain(digest);
    }

    /** The string with its quotes; for a lone surrogate, which no value of ours holds, a question mark. */
    static byte[] of(String text) {
        return new CanonicalForm(text.length() + 2).string(text).take();
    }

    /** What was written since the last time. */
    byte[] take() {
        boolean full = length == bytes.length;
        byte[] taken = full ? bytes : Arrays.copyOf(bytes, length);
        bytes = full ? NOTHING : bytes;
        length = 0;
        return taken;
    }

    CanonicalForm value(JsonValue value) {
        return switch (value) {
            case JsonObject object -> object.isWritten() ? raw(object.canonicalBytes()) : object(object);
            case JsonArray array -> array(array);
            case JsonString string -> string(string.value());
            case JsonNumber number -> ascii(number.text());
            case JsonBoolean bool -> ascii(Boolean.toString(bool.value()));
            case JsonNull _ -> ascii("null");
        };
    }

    private CanonicalForm object(JsonObject object) {
        if (object.members().isEmpty()) {
            return ascii("{}");
        }
        ascii('{');
        object.members().forEach((key, value) -> string(key).ascii(':').value(value).ascii(','));
        bytes[length - 1] = '}';
        return this;
    }

    private CanonicalForm array(JsonArray array) {
        char before = '[';
        for (JsonValue element : array.elements()) {
            ascii(before).value(element);
            before = ',';
        }
        return before == '[' ? ascii("[]") : ascii(']');
    }

    /** The string with its quotes. Only what JSON requires is escaped, each in its shortest form, hex in lower case. */
    CanonicalForm string(String text) {
        ascii('"');
        for (int i = plain(text, 0); i < text.length(); i = plain(text, i)) {
            reserve(MOST_BYTES_OF_A_UNIT);
            int codePoint = text.codePointAt(i);
            if (codePoint < 0x80) {
                escape((char) codePoint);
            } else {
                encode(codePoint);
            }
            i += Character.charCount(codePoint);
        }
        return ascii('"');
    }

    /** Writes the characters from an index on that are written as they are; the index of the first that is not. */
    private int plain(String text, int from) {
        reserve(text.length() - from);
        byte[] to = bytes;
        int shift = length - from;
        int i = from;
        for (; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (!isPlain(unit)) {
                break;
            }
            to[i + shift] = (byte) unit;
        }
        length = i + shift;
        return i;
    }

    private static boolean isPlain(char unit) {
        return unit >= ' ' && unit < 0x80 && unit != '"' && unit != '\\';
    }

    private void escape(char unit) {
        bytes[length++] = '\\';
        switch (unit) {
            case '"', '\\' -> bytes[length++] = (byte) unit;
            case '\b' -> bytes[length++] = 'b';
            case '\t' -> bytes[length++] = 't';
            case '\n' -> bytes[length++] = 'n';
            case '\f' -> bytes[length++] = 'f';
            case '\r' -> bytes[length++] = 'r';
            default -> ascii("u00").hex((byte) unit);
        }
    }

    /** UTF-8 (RFC 3629 §3) of a code point that is not ASCII. */
    private void encode(int codePoint) {
        if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xc0 | codePoint >> 6);
        } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            bytes[length++] = '?';
            return;
        } else if (codePoint < 0x10000) {
            bytes[length++] = (byte) (0xe0 | codePoint >> 12);
            bytes[length++] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
        } else {
            bytes[length++] = (byte) (0xf0 | codePoint >> 18);
            bytes[length++] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
            bytes[length++] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
        }
        bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
    }

    /** ASCII, as it is. */
    CanonicalForm ascii(String text) {
        reserve(text.length());
        byte[] to = bytes;
        int at = length;
        for (int i = 0; i < text.length(); i++) {
            to[at++] = (byte) text.charAt(i);
        }
        length = at;
        return this;
    }

    CanonicalForm ascii(char unit) {
        reserve(1);
        bytes[length++] = (byte) unit;
        return this;
    }

    /** Bytes, as they are. */
    CanonicalForm raw(byte[] written) {
        reserve(written.length);
        System.arraycopy(written, 0, bytes, length, written.length);
        length += written.length;
        return this;
    }

    /** Two lower-case digits for each byte. */
    CanonicalForm hex(byte... values) {
        reserve(2 * values.length);
        for (byte value : values) {
            bytes[length++] = HEX[value >> 4 & 0xf];
            bytes[length++] = HEX[value & 0xf];
        }
        return this;
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            makeRoom(more);
        }
    }

    private void makeRoom(int more) {
        if (sink != null) {
            drain(sink);
        }
        if (more > bytes.length - length) {
            long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), (int) doubled));
        }
    }

    /** Hashes what was written since the last time. */
    void drain(MessageDigest digest) {
        digest.update(bytes, 0, length);
        length = 0;
    }
}
