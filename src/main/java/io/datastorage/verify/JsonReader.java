package io.datastorage.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON by the letter of RFC 8259, and refuses what two readers could read differently: a key that comes twice. */
final class JsonReader {
    /** Far more than an entry or a proof has; far less than a stack. */
    private static final int MAX_DEPTH = 64;

    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** @throws JsonException if the text is not one JSON value */
    static Json read(String text) {
        var reader = new JsonReader(text);
        Json value = reader.value(0);
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.wrong("the end");
        }
        return value;
    }

    private Json value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new JsonException("it must not be nested deeper than %d", MAX_DEPTH);
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new Json.JsonString(string());
            case 't' -> literal("true", new Json.JsonBoolean(true));
            case 'f' -> literal("false", new Json.JsonBoolean(false));
            case 'n' -> literal("null", new Json.JsonNull());
            default -> number();
        };
    }

    private Json object(int depth) {
        Map<String, Json> members = new LinkedHashMap<>();
        at++;
        if (!take('}')) {
            do {
                skipSpace();
                int start = at;
                if (peek() != '"') {
                    throw wrong("a key");
                }
                String key = string();
                if (!take(':')) {
                    throw wrong("a colon");
                }
                if (members.put(key, value(depth + 1)) != null) {
                    throw new JsonException("the key at character %d comes twice", start + 1);
                }
            } while (take(','));
            if (!take('}')) {
                throw wrong("a comma or }");
            }
        }
        return new Json.JsonObject(members);
    }

    private Json array(int depth) {
        List<Json> elements = new ArrayList<>();
        at++;
        if (!take(']')) {
            do {
                elements.add(value(depth + 1));
            } while (take(','));
            if (!take(']')) {
                throw wrong("a comma or ]");
            }
        }
        return new Json.JsonArray(elements);
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        at++;
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw wrong("no control character");
            }
            value.append(c == '\\' ? escaped() : c);
        }
        String read = value.toString();
        // An escape can make half a pair, which is no character and has no bytes.
        if (read.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new JsonException("the string before character %d has a lone surrogate", at + 1);
        }
        return read;
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong("an escape");
        };
    }

    private char unicode() {
        int start = at;
        at = Math.min(at + 4, text.length());
        String digits = text.substring(start, at);
        if (!digits.matches("[0-9A-Fa-f]{4}")) {
            throw wrong("four hexadecimal digits");
        }
        return (char) Integer.parseInt(digits, 16);
    }

    private Json number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw wrong("a value");
        }
        at = number.end();
        return new Json.JsonNumber(number.group());
    }

    private Json literal(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value");
        }
        at += word.length();
        return value;
    }

    private boolean take(char c) {
        skipSpace();
        boolean found = peek() == c;
        if (found) {
            at++;
        }
        return found;
    }

    /** The next character; NUL, which stands nowhere outside a string, at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private char next() {
        if (at == text.length()) {
            throw wrong("a quotation mark");
        }
        return text.charAt(at++);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private JsonException wrong(String expected) {
        return new JsonException("it is not JSON: expected %s at character %d", expected, at + 1);
    }
}
