package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.core.TokenStreamContext;

/** Where a parser stands, as {@code [3].event_data.labels["a b"]}. Long keys are shortened. */
final class JsonPath {
    private static final int MAX_KEY_CHARACTERS = 64;

    private JsonPath() {}

    /** The path of the value or key that was read last; empty for the document itself. */
    static String of(TokenStreamContext context) {
        var path = new StringBuilder();
        append(context, path);
        return path.toString();
    }

    private static void append(TokenStreamContext context, StringBuilder path) {
        TokenStreamContext parent = context.getParent();
        if (parent != null) {
            append(parent, path);
        }
        if (context.inArray() && context.hasCurrentIndex()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.inObject() && context.currentName() != null) {
            appendKey(context.currentName(), path);
        }
    }

    private static void appendKey(String key, StringBuilder path) {
        if (key.length() <= MAX_KEY_CHARACTERS && key.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            path.append(path.isEmpty() ? "" : ".").append(key);
            return;
        }
        boolean tooLong = key.codePointCount(0, key.length()) > MAX_KEY_CHARACTERS;
        String shown = tooLong ? key.substring(0, key.offsetByCodePoints(0, MAX_KEY_CHARACTERS)) : key;
        path.append("[\"");
        // A lone surrogate has no UTF-8 form, and the path goes into an answer.
        shown.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SURROGATE) {
                path.append("\\u").append(Integer.toHexString(c));
            } else {
                String quoted = new String(CanonicalForm.of(Character.toString(c)), UTF_8);
                path.append(quoted, 1, quoted.length() - 1);
            }
        });
        path.append('"').append(tooLong ? "…" : "").append(']');
    }
}
