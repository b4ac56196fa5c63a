package io.datastorage.event;

import io.datastorage.event.JsonValue.JsonArray;
import io.datastorage.event.JsonValue.JsonBoolean;
import io.datastorage.event.JsonValue.JsonNull;
import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;

import java.util.Map;

/** Writes the canonical form: no white space, and strings as RFC 8785 §3.2.2.2 has them. */
final class CanonicalForm {
    private static final String HEX = "0123456789abcdef";

    private CanonicalForm() {}

    static void append(JsonValue value, StringBuilder out) {
        switch (value) {
            case JsonObject object -> appendObject(object, out);
            case JsonArray array -> appendArray(array, out);
            case JsonString string -> appendString(string.value(), out);
            case JsonNumber number -> out.append(number.text());
            case JsonBoolean bool -> out.append(bool.value());
            case JsonNull _ -> out.append("null");
        }
    }

    private static void appendObject(JsonObject object, StringBuilder out) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            out.append(separator);
            appendString(member.getKey(), out);
            out.append(':');
            append(member.getValue(), out);
            separator = ",";
        }
        out.append('}');
    }

    private static void appendArray(JsonArray array, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (JsonValue element : array.elements()) {
            out.append(separator);
            append(element, out);
            separator = ",";
        }
        out.append(']');
    }

    /** The string with its quotes. Only what JSON requires is escaped, each in its shortest form, hex in lower case. */
    static void appendString(String text, StringBuilder out) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit >= ' ' && unit != '"' && unit != '\\') {
                continue;
            }
            out.append(text, written, i);
            written = i + 1;
            switch (unit) {
                case '"', '\\' -> out.append('\\').append(unit);
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> out.append("\\u00").append(HEX.charAt(unit >> 4)).append(HEX.charAt(unit & 0xf));
            }
        }
        out.append(text, written, text.length()).append('"');
    }
}
