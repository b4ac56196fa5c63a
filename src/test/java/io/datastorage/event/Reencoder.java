package io.datastorage.event;

import io.datastorage.event.JsonValue.JsonArray;
import io.datastorage.event.JsonValue.JsonBoolean;
import io.datastorage.event.JsonValue.JsonNull;
import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** Writes a document as some other client might: keys in any order, needless escapes, numbers in another notation. */
public final class Reencoder {
    private static final String[] SPACE = {"", "", "", " ", "\n", "\t", "\r\n  "};

    private final Random random;

    /** Writes in a way that is the same for the same seed. */
    public Reencoder(Random random) {
        this.random = random;
    }

    /** The same value in other bytes. */
    public String write(JsonValue value) {
        return space() + switch (value) {
            case JsonObject object -> object(object);
            case JsonArray array ->
                array.elements().stream().map(this::write).collect(Collectors.joining(",", "[", "]"));
            case JsonString string -> string(string.value());
            case JsonNumber number -> number(number.text());
            case JsonBoolean bool -> Boolean.toString(bool.value());
            case JsonNull _ -> "null";
        } + space();
    }

    private String object(JsonObject object) {
        List<String> keys = new ArrayList<>(object.members().keySet());
        Collections.shuffle(keys, random);
        return keys.stream()
                .map(key -> space() + string(key) + space() + ":"
                        + write(object.members().getOrDefault(key, new JsonNull())))
                .collect(Collectors.joining(",", "{", space() + "}"));
    }

    private String string(String text) {
        // Half a pair as an escape and half of it raw is not UTF-8, so a string's pairs are escaped all or none.
        boolean escapePairs = random.nextBoolean();
        var out = new StringBuilder("\"");
        text.chars().forEach(c -> out.append(character((char) c, escapePairs)));
        return out.append('"').toString();
    }

    private String character(char unit, boolean escapePairs) {
        if (unit == '/' && random.nextBoolean()) {
            return "\\/";
        }
        boolean needed = unit < ' ' || unit == '"' || unit == '\\';
        boolean chosen = Character.isSurrogate(unit) ? escapePairs : random.nextInt(4) == 0;
        return needed || chosen ? escape(unit) : String.valueOf(unit);
    }

    private String escape(char unit) {
        String hex = String.format(Locale.ROOT, "%04x", (int) unit);
        return "\\u" + (random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
    }

    private String number(String canonical) {
        var exact = new BigDecimal(canonical);
        if (exact.signum() == 0) {
            return List.of("0", "-0", "0.000", "0e99999999999999999999", "-0E-7").get(random.nextInt(5));
        }
        return switch (random.nextInt(5)) {
            case 0 -> exact.toPlainString();
            case 1 -> canonical.contains("e") ? canonical.replace("e", "E") : canonical + "e0";
            case 2 -> exact.setScale(Math.max(0, exact.scale()) + random.nextInt(1, 30)).toPlainString();
            case 3 -> {
                int shift = random.nextInt(-50, 50);
                yield exact.scaleByPowerOfTen(shift).toPlainString() + "e" + (shift > 0 ? "-00" : "+")
                        + Math.abs(shift);
            }
            default -> canonical;
        };
    }

    private String space() {
        return SPACE[random.nextInt(SPACE.length)];
    }
}
