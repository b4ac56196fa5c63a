package io.datastorage.event;

import io.datastorage.event.JsonValue.JsonArray;
import io.datastorage.event.JsonValue.JsonBoolean;
import io.datastorage.event.JsonValue.JsonNull;
import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Takes the fields of an object one by one, each once, by type, and collects what is wrong with them. Each is null when it is
 * absent, null, or wrong; what was never taken is what the API does not know.
 */
final class FieldReader {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");

    private static final JsonNull NULL = new JsonNull();

    private final Map<String, JsonValue> all;
    private final List<String> taken = new ArrayList<>();
    private final List<FieldError> errors = new ArrayList<>();

    FieldReader(JsonObject object) {
        all = object.members();
    }

    /** A string of so many code points. */
    @Nullable
    String text(String field, int min, int max) {
        return taken(field, "a string", value -> {
            if (!(value instanceof JsonString(String text))) {
                return null;
            }
            int length = text.codePointCount(0, text.length());
            if (length < min || length > max) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "must have %s%,d characters, has %,d",
                        min == 0 ? "at most " : min + " to ", max, length));
            }
            return text;
        });
    }

    /** A number with an integral value, however it is written: 100, 100.0 and 1E2 are one. */
    @Nullable
    Long integer(String field, long min, long max) {
        return taken(field, "an integer", value -> {
            if (!(value instanceof JsonNumber(String text))) {
                return null;
            }
            if (!INTEGER.matcher(text).matches() || !inRange(text, min, max)) {
                throw new IllegalArgumentException("must be a whole number from " + min + " to " + max);
            }
            return Long.valueOf(text);
        });
    }

    @Nullable
    Boolean bool(String field) {
        return taken(field, "true or false", value -> value instanceof JsonBoolean(boolean bool) ? bool : null);
    }

    @Nullable
    JsonObject object(String field) {
        return taken(field, "an object", value -> value instanceof JsonObject object ? object : null);
    }

    /** A string that the parser makes something else of; it refuses with a message for the client. */
    <T> @Nullable T parsed(String field, Function<String, T> parser) {
        return taken(field, "a string", value -> value instanceof JsonString(String text) ? parser.apply(text) : null);
    }

    void error(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    /** Whether the object had no such field, or null in it. */
    boolean isAbsent(String field) {
        return all.getOrDefault(field, NULL) instanceof JsonNull;
    }

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /** The fields that nobody took; null when there are none. */
    @Nullable
    JsonObject rest() {
        if (taken.size() == all.size()) {
            return null;
        }
        var rest = new TreeMap<>(all);
        taken.forEach(rest::remove);
        return JsonObject.ofRead(rest);
    }

    /**
     * @param type what the value must be, for the message
     * @param reader null for a value of another type, an exception with a message for one that is wrong
     */
    private <T> @Nullable T taken(String field, String type, Function<JsonValue, @Nullable T> reader) {
        JsonValue value = all.get(field);
        if (value == null) {
            return null;
        }
        taken.add(field);
        if (value instanceof JsonNull) {
            return null;
        }
        try {
            T result = reader.apply(value);
            if (result == null) {
                error(field, "must be " + type + ", is " + typeName(value));
            }
            return result;
        } catch (IllegalArgumentException | DateTimeException e) {
            error(field, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static boolean inRange(String integer, long min, long max) {
        try {
            long value = Long.parseLong(integer);
            return min <= value && value <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    static String typeName(JsonValue value) {
        return switch (value) {
            case JsonObject _ -> "an object";
            case JsonArray _ -> "an array";
            case JsonString _ -> "a string";
            case JsonNumber _ -> "a number";
            case JsonBoolean(boolean bool) -> bool ? "true" : "false";
            case JsonNull _ -> "null";
        };
    }
}
