package io.datastorage.event;

import java.util.List;
import java.util.SortedMap;

/**
 * A JSON document whose numbers are exact decimals.
 *
 * <p>Object members are sorted by UTF-16 code units (RFC 8785 §3.2.3), strings hold neither U+0000 nor lone
 * surrogates, and a number is the canonical text of its exact value.
 */
public sealed interface JsonValue {

    /** The canonical form of this value: RFC 8785 key order and strings, exact decimal numbers. */
    default String canonical() {
        throw new UnsupportedOperationException();
    }

    /** An object; members sorted by UTF-16 code units. */
    record JsonObject(SortedMap<String, JsonValue> members) implements JsonValue {}

    /** An array. */
    record JsonArray(List<JsonValue> elements) implements JsonValue {}

    /** A string. */
    record JsonString(String value) implements JsonValue {}

    /** A number, as the canonical text of its exact decimal value. */
    record JsonNumber(String text) implements JsonValue {}

    /** {@code true} or {@code false}. */
    record JsonBoolean(boolean value) implements JsonValue {}

    /** {@code null}. */
    record JsonNull() implements JsonValue {}
}
