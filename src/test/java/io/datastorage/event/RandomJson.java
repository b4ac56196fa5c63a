package io.datastorage.event;

import io.datastorage.event.JsonValue.JsonArray;
import io.datastorage.event.JsonValue.JsonBoolean;
import io.datastorage.event.JsonValue.JsonNull;
import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;

import java.util.ArrayList;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random documents within every limit: all of Unicode, numbers of any size and precision allowed, deep nesting. */
final class RandomJson {
    private static final String[] TELLING = {"\u0001", "\u001f", "\"", "\\", "/", "\b\t\n\f\r", "\u007f", "\u0080",
            "\u2028", "\u2029", "\ud7ff", "\ue000", "\ufb33", "\ufeff", "\ufffe", "\uffff", "\ud800\udc00",
            "\udbff\udfff", "\ud83d\ude00", "e\u0301", "\u00e9"};

    private final RandomGenerator random;

    RandomJson(RandomGenerator random) {
        this.random = random;
    }

    /** An object, as {@code event_data} is; one in 50 nests to the depth limit. */
    JsonObject document() {
        if (random.nextInt(50) == 0) {
            return nested(JsonReader.DEFAULT_MAX_DEPTH);
        }
        return object(4);
    }

    private JsonObject nested(int depth) {
        JsonValue value = scalar();
        for (int level = 1; level < depth; level++) {
            value = random.nextBoolean() ? objectOf(string(3), value) : arrayOf(value);
        }
        return objectOf(string(3), value);
    }

    private JsonObject objectOf(String key, JsonValue value) {
        var members = new TreeMap<String, JsonValue>();
        members.put(key, value);
        members.put(string(3), scalar());
        return new JsonObject(members);
    }

    private JsonArray arrayOf(JsonValue value) {
        var elements = new ArrayList<JsonValue>();
        elements.add(value);
        return new JsonArray(elements);
    }

    private JsonValue value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 6 -> object(depth - 1);
            case 7 -> array(depth - 1);
            default -> scalar();
        };
    }

    private JsonObject object(int depth) {
        var members = new TreeMap<String, JsonValue>();
        for (int size = random.nextInt(2 + 2 * depth); size > 0; size--) {
            members.put(string(6), value(depth));
        }
        return new JsonObject(members);
    }

    private JsonArray array(int depth) {
        var elements = new ArrayList<JsonValue>();
        for (int size = random.nextInt(5); size > 0; size--) {
            elements.add(value(depth));
        }
        return new JsonArray(elements);
    }

    private JsonValue scalar() {
        return switch (random.nextInt(6)) {
            case 0 -> new JsonNull();
            case 1 -> new JsonBoolean(random.nextBoolean());
            case 2, 3 -> new JsonString(string(12));
            default -> new JsonNumber(number());
        };
    }

    private String string(int most) {
        var text = new StringBuilder();
        for (int size = random.nextInt(most + 1); size > 0; size--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append(TELLING[random.nextInt(TELLING.length)]);
                case 1 -> text.appendCodePoint(scalarValue());
                default -> text.append((char) random.nextInt(' ', 0x7f));
            }
        }
        return text.toString();
    }

    /** Any code point that UTF-8 can hold, but U+0000. */
    private int scalarValue() {
        int c = random.nextBoolean() ? random.nextInt(1, 0x3000) : random.nextInt(1, 0x110000);
        return c >= 0xd800 && c <= 0xdfff ? c - 0x800 : c;
    }

    /** A JSON number, canonical or not. */
    private String number() {
        String sign = random.nextBoolean() ? "-" : "";
        return sign + switch (random.nextInt(6)) {
            case 0 -> Integer.toString(random.nextInt(2000));
            case 1 -> Long.toUnsignedString(random.nextLong());
            case 2 -> digits(random.nextInt(1, 40)) + "." + random.nextInt(1000);
            case 3 -> "0." + "0".repeat(random.nextInt(12)) + digits(random.nextInt(1, 25));
            case 4 -> digits(1) + "." + digits(random.nextInt(1, 60)) + "e" + random.nextInt(-400, 401);
            default -> digits(random.nextInt(15) == 0 ? 400 : 22)
                    + (random.nextInt(15) == 0 ? "." + digits(600) : "");
        };
    }

    /** Digits of which the first is not zero. */
    private String digits(int count) {
        var digits = new StringBuilder().append(random.nextInt(1, 10));
        while (digits.length() < count) {
            digits.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
        }
        return digits.toString();
    }
}
