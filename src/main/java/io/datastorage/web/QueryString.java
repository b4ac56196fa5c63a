package io.datastorage.web;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A query string taken apart as {@code application/x-www-form-urlencoded} (URL Standard §5.1), but strictly: where the
 * container would put a replacement character or drop the parameter, this says what is wrong.
 */
final class QueryString {
    private QueryString() {}

    static List<Pair> parse(@Nullable String raw) {
        var pairs = new ArrayList<Pair>();
        if (raw != null) {
            for (var part : raw.split("&", -1)) {
                if (!part.isEmpty()) {
                    pairs.add(pair(part));
                }
            }
        }
        return pairs;
    }

    private static Pair pair(String part) {
        int equals = part.indexOf('=');
        var name = equals < 0 ? part : part.substring(0, equals);
        var value = equals < 0 ? "" : part.substring(equals + 1);
        try {
            name = decode(name);
            value = decode(value);
        } catch (InvalidParameterException invalid) {
            return new Pair(name, "", invalid.getMessage());
        }
        return new Pair(name, value, value.indexOf('\0') < 0 ? null : "must not contain U+0000");
    }

    private static String decode(String text) throws InvalidParameterException {
        try {
            var bytes = URLDecoder.decode(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException _) {
            throw new InvalidParameterException("is not percent-encoded UTF-8");
        }
    }

    /**
     * One parameter.
     *
     * @param problem why the value cannot be used; null when it can
     */
    record Pair(String name, String value, @Nullable String problem) {}
}
