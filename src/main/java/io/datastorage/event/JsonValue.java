package io.datastorage.event;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * A JSON document whose numbers are exact decimals. Every value is canonical from its construction on: an unusable
 * string, key or number is an {@link IllegalArgumentException} whose message may be shown to a client.
 *
 * <p>Object members are sorted by UTF-16 code units (RFC 8785 §3.2.3), strings hold neither U+0000 nor lone
 * surrogates, and a number is the canonical text of its exact value.
 */
public sealed interface JsonValue {

    /** The canonical form of this value: RFC 8785 key order and strings, exact decimal numbers. */
    default String canonical() {
        return new String(canonicalBytes(), StandardCharsets.UTF_8);
    }

    /** The canonical form in UTF-8. It is not to be changed: an object gives the same bytes each time. */
    default byte[] canonicalBytes() {
        return CanonicalForm.of(this);
    }

    /**
     * An object; members sorted by UTF-16 code units. Once asked for its canonical form it keeps it, since that of event
     * data is measured, committed to, stored, and a part of what is hashed for the request.
     */
    final class JsonObject implements JsonValue {
        private final SortedMap<String, JsonValue> members;
        private volatile byte @Nullable [] canonical;

        /**
         * An object of these members.
         *
         * @param members in the natural order of its keys; it is not copied, so the caller gives it away
         */
        public JsonObject(SortedMap<String, JsonValue> members) {
            this(members, false);
        }

        private JsonObject(SortedMap<String, JsonValue> members, boolean keysChecked) {
            if (members.comparator() != null) {
                throw new IllegalArgumentException("the members of an object stand in the natural order of keys");
            }
            if (!keysChecked) {
                members.keySet().forEach(Unicode::requireStorable);
            }
            this.members = Collections.unmodifiableSortedMap(members);
        }

        /** The same, of members in whose keys the reader found nothing to refuse. */
        static JsonObject ofRead(SortedMap<String, JsonValue> members) {
            return new JsonObject(members, true);
        }

        /** The members; they cannot be changed. */
        public SortedMap<String, JsonValue> members() {
            return members;
        }

        boolean isWritten() {
            return canonical != null;
        }

        @Override
        public byte[] canonicalBytes() {
            byte[] known = canonical;
            if (known == null) {
                known = CanonicalForm.of(this);
                canonical = known;
            }
            return known;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof JsonObject object && members.equals(object.members);
        }

        @Override
        public int hashCode() {
            return members.hashCode();
        }

        @Override
        public String toString() {
            return canonical();
        }
    }

    /**
     * An array.
     *
     * @param elements it is not copied, so the caller gives it away
     */
    record JsonArray(List<JsonValue> elements) implements JsonValue {
        public JsonArray {
            elements = Collections.unmodifiableList(elements);
        }
    }

    /** A string, without U+0000 and without lone surrogates. */
    record JsonString(String value) implements JsonValue {
        public JsonString {
            Unicode.requireStorable(value);
        }
    }

    /**
     * A number, as the canonical text of its exact decimal value.
     *
     * @param text any JSON number (RFC 8259 §6); kept as {@link CanonicalNumber} writes it
     */
    record JsonNumber(String text) implements JsonValue {
        public JsonNumber {
            text = CanonicalNumber.of(text);
        }
    }

    /** {@code true} or {@code false}. */
    record JsonBoolean(boolean value) implements JsonValue {}

    /** {@code null}. */
    record JsonNull() implements JsonValue {}
}
