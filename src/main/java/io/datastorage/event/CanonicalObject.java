package io.datastorage.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Writes a JSON object in canonical form, member by member, in pieces. Members come in the order of their keys; one that is
 * null is left out. Keys are plain ASCII words.
 */
final class CanonicalObject {
    private final CanonicalForm out = new CanonicalForm(1500).ascii('{');
    private String lastKey = "";

    CanonicalObject string(String key, @Nullable String value) {
        if (value != null) {
            member(key).string(value);
        }
        return this;
    }

    CanonicalObject integer(String key, @Nullable Long value) {
        if (value != null) {
            // 64 bits have at most 19 digits, and up to 21 the canonical form of an integer is its plain digits.
            member(key).ascii(value.toString());
        }
        return this;
    }

    CanonicalObject bool(String key, @Nullable Boolean value) {
        if (value != null) {
            member(key).ascii(value.toString());
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

    CanonicalObject hashes(String key, SortedMap<String, byte[]> values) {
        member(key).ascii('{');
        lastKey = "";
        values.forEach((name, hash) -> member(name).ascii('"').hex(hash).ascii('"'));
        lastKey = key;
        out.ascii('}');
        return this;
    }

    /** What was written since the last cut, up to the value of a member, which somebody else writes. */
    byte[] upTo(String key) {
        member(key);
        return cut(key);
    }

    /** What was written since the last cut; somebody else writes the next members, the last of which has this key. */
    byte[] cut(String key) {
        lastKey = key;
        return out.take();
    }

    /** What was written since the last cut, and the end of the object. */
    byte[] end() {
        return out.ascii('}').take();
    }

    private CanonicalForm member(String key) {
        if (key.compareTo(lastKey) <= 0) {
            throw new IllegalStateException(key + " does not stand after " + lastKey);
        }
        if (!lastKey.isEmpty()) {
            out.ascii(',');
        }
        lastKey = key;
        return out.ascii('"').ascii(key).ascii("\":");
    }
}
