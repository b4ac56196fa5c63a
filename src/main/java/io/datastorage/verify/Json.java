package io.datastorage.verify;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A JSON value (RFC 8259). Numbers keep their text. */
sealed interface Json {
    /**
     * An object.
     *
     * @param members in the order of the text
     */
    record JsonObject(Map<String, Json> members) implements Json {
        boolean has(String name) {
            return members.containsKey(name);
        }

        /** Refuses members that nothing would check. */
        JsonObject only(Set<String> names) {
            if (!names.containsAll(members.keySet())) {
                throw new JsonException("it must have no members but %s", String.join(", ", new TreeSet<>(names)));
            }
            return this;
        }

        String string(String name) {
            return require(name, JsonString.class, "a string").value();
        }

        @Nullable
        String optionalString(String name) {
            return has(name) ? string(name) : null;
        }

        /** A whole number from 0 on, at most 18 digits. */
        long count(String name) {
            String text = require(name, JsonNumber.class, "a number").text();
            if (!text.matches("0|[1-9][0-9]{0,17}")) {
                throw new JsonException("%s must be a whole number from 0 on", name);
            }
            return Long.parseLong(text);
        }

        JsonObject object(String name) {
            return require(name, JsonObject.class, "an object");
        }

        List<Json> array(String name) {
            return require(name, JsonArray.class, "an array").elements();
        }

        /** Hexadecimal digits of so many bytes, in lower case. */
        byte[] hex(String name, int bytes) {
            return Bytes.ofHex(string(name), bytes, name);
        }

        /** Hashes in base64, 32 bytes each. */
        List<byte[]> hashes(String name) {
            return array(name).stream().map(element -> {
                if (element instanceof JsonString(String text)) {
                    return Bytes.hashOfBase64(text, name);
                }
                throw new JsonException("%s must hold strings only", name);
            }).toList();
        }

        private <T extends Json> T require(String name, Class<T> type, String what) {
            Json value = members.get(name);
            if (!type.isInstance(value)) {
                throw new JsonException(value == null ? "%s is missing" : "%s must be %s", name, what);
            }
            return type.cast(value);
        }
    }

    /**
     * An array.
     *
     * @param elements in the order of the text
     */
    record JsonArray(List<Json> elements) implements Json {}

    /**
     * A string.
     *
     * @param value unescaped
     */
    record JsonString(String value) implements Json {}

    /**
     * A number.
     *
     * @param text as it stands
     */
    record JsonNumber(String text) implements Json {}

    /** true or false. */
    record JsonBoolean(boolean value) implements Json {}

    /** null. */
    record JsonNull() implements Json {}

    /**
     * Reads a text that is one object and nothing else.
     *
     * @throws JsonException if it is anything else, has a key twice, is not UTF-8, or is nested too deeply
     */
    static JsonObject object(byte[] utf8) {
        if (JsonReader.read(Bytes.text(utf8)) instanceof JsonObject object) {
            return object;
        }
        throw new JsonException("it must be a JSON object");
    }
}
