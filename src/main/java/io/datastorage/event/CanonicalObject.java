package io.datastorage.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Writes a JSON object in canonical form, member by member, in pieces. Members come in the order of their keys; one that is
 * null is left out. Keys are plain ASCII words.
 */
final class CanonicalObject {
    private final StringBuilder out = new StringBuilder(1500).append('{');
    private String lastKey = "";

    CanonicalObject string(String key, @Nullable String value) {
        if (value != null) {
            CanonicalForm.appendString(value, member(key));
        }
        return this;
    }

    CanonicalObject integer(String key, @Nullable Long value) {
        if (value != null) {
            // 64 bits have at most 19 digits, and up to 21 the canonical form of an integer is its plain digits.
            member(key).append(value.longValue());
        }
        return this;
    }

    CanonicalObject bool(String key, @Nullable Boolean value) {
        if (value != null) {
            member(key).append(value.booleanValue());
        }
        return this;
    }

    CanonicalObject instant(String key, @Nullable Instant value) {
        return value == null ? this : string(key, Timestamps.entryForm(value));
    }

    /** Lower-case, which is how Java writes it. */
    CanonicalObject uuid(String key, @Nullable UUID value) {
        return value == null ? this : string(key, value.toString());
    }

    CanonicalObject hash(String key, byte @Nullable [] value) {
        return value == null ? this : string(key, HexFormat.of().formatHex(value));
    }

    CanonicalObject hashes(String key, SortedMap<String, byte[]> values) {
        StringBuilder members = member(key).append('{');
        lastKey = "";
        values.forEach(this::hash);
        lastKey = key;
        members.append('}');
        return this;
    }

    /** What was written since the last cut, up to the value of a member, which somebody else writes. */
    String upTo(String key) {
        member(key);
        return cut(key);
    }

    /** What was written since the last cut; somebody else writes the next members, the last of which has this key. */
    String cut(String key) {
        lastKey = key;
        return cut();
    }

    /** What was written since the last cut, and the end of the object. */
    String end() {
        out.append('}');
        return cut();
    }

    private String cut() {
        String written = out.toString();
        out.setLength(0);
        return written;
    }

    private StringBuilder member(String key) {
        if (key.compareTo(lastKey) <= 0) {
            throw new IllegalStateException(key + " does not stand after " + lastKey);
        }
        if (!lastKey.isEmpty()) {
            out.append(',');
        }
        lastKey = key;
        return out.append('"').append(key).append("\":");
    }
}
