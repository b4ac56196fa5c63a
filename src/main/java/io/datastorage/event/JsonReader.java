package io.datastorage.event;

import io.datastorage.event.JsonValue.JsonArray;
import io.datastorage.event.JsonValue.JsonBoolean;
import io.datastorage.event.JsonValue.JsonNull;
import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory.Feature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads a JSON document strictly (RFC 8259), keeping the exact value of every number.
 *
 * <p>Refused, beside what is not JSON: duplicate keys (compared unescaped), U+0000 and lone surrogates in strings and
 * keys, more than the given depth, numbers beyond {@link CanonicalNumber#MAX_DIGITS} or
 * {@link CanonicalNumber#MAX_EXPONENT}, and anything but white space after the value.
 */
public final class JsonReader {
    /** How deeply arrays and objects nest unless somebody says otherwise; a document that is one array has depth 1. */
    public static final int DEFAULT_MAX_DEPTH = 128;
    /**
     * The most that may be set, and with which anything is read back that was ever stored. Reading, writing and
     * comparing recurse for every level, so depth must stay far from the end of a thread's stack.
     */
    public static final int GREATEST_MAX_DEPTH = 500;

    // The limits are this class's, so the library's are lifted. Its table of names would fail on colliding names.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE).maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE).build())
            .disable(Feature.CANONICALIZE_PROPERTY_NAMES).build();

    /** Bytes up to which a document is decoded as a whole: for a short one, buffers to decode it in pieces cost more than it. */
    private static final int DECODED_AT_ONCE = 16_384;

    private final JsonParser parser;
    private final int maxDepth;

    private JsonReader(JsonParser parser, int maxDepth) {
        this.parser = parser;
        this.maxDepth = maxDepth;
    }

    /**
     * The value of a document.
     *
     * @param utf8 one JSON value, with white space around it if need be
     * @param maxDepth from 1 to {@link #GREATEST_MAX_DEPTH}
     * @throws InvalidJsonException if it is not JSON or is refused
     */
    public static JsonValue read(byte[] utf8, int maxDepth) {
        if (maxDepth < 1 || maxDepth > GREATEST_MAX_DEPTH) {
            throw new IllegalArgumentException("maxDepth must be from 1 to " + GREATEST_MAX_DEPTH + ": " + maxDepth);
        }
        try (JsonParser parser = parser(utf8)) {
            return new JsonReader(parser, maxDepth).document();
        } catch (CharacterCodingException | JacksonIOException e) {
            throw malformed(utf8);
        } catch (UnexpectedEndOfInputException e) {
            throw syntax(e.getLocation(), "the document ends too early: close every string, array and object");
        } catch (JacksonException e) {
            throw syntax(e.getLocation(), "not JSON (RFC 8259): keys and strings need double quotes and escaped control"
                    + " characters; comments, trailing commas, leading zeros, NaN and Infinity are not allowed");
        }
    }

    /** Of characters, since the JDK's decoder refuses what the library lets through: overlong forms and encoded surrogates. */
    private static JsonParser parser(byte[] utf8) throws CharacterCodingException {
        if (utf8.length > DECODED_AT_ONCE) {
            return JSON.createParser(ObjectReadContext.empty(),
                    new InputStreamReader(new ByteArrayInputStream(utf8), strictDecoder()));
        }
        CharBuffer text = strictDecoder().decode(ByteBuffer.wrap(utf8));
        return JSON.createParser(ObjectReadContext.empty(), text.array(), text.arrayOffset(), text.length());
    }

    private static CharsetDecoder strictDecoder() {
        return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    }

    private static InvalidJsonException malformed(byte[] utf8) {
        CharBuffer text = CharBuffer.allocate(utf8.length);
        strictDecoder().decode(ByteBuffer.wrap(utf8), text, true);
        String before = text.flip().toString();
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = before.length() - before.lastIndexOf('\n');
        return InvalidJsonException.at(line, column, "malformed UTF-8: encode the document as UTF-8 (RFC 3629)");
    }

    private JsonValue document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw InvalidJsonException.at(1, 1, "the document is empty: send a JSON value");
        }
        JsonValue value = value(first, 0);
        if (parser.nextToken() != null) {
            throw syntax(parser.currentTokenLocation(), "something follows the document: send one JSON value");
        }
        return value;
    }

    private JsonValue value(JsonToken token, int depth) {
        return switch (token) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case VALUE_STRING -> scalar(JsonString::new);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(JsonNumber::new);
            case VALUE_TRUE -> new JsonBoolean(true);
            case VALUE_FALSE -> new JsonBoolean(false);
            case VALUE_NULL -> new JsonNull();
            default -> throw new IllegalStateException("no value starts with " + token);
        };
    }

    private JsonObject object(int depth) {
        requireDepth(depth);
        var members = new TreeMap<String, JsonValue>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String key = parser.currentName();
            requireStorable(key);
            if (members.put(key, value(parser.nextToken(), depth)) != null) {
                throw refused("duplicate key: give every key of an object once");
            }
        }
        return JsonObject.ofRead(members);
    }

    private JsonArray array(int depth) {
        requireDepth(depth);
        var elements = new ArrayList<JsonValue>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            elements.add(value(t, depth));
        }
        return new JsonArray(elements);
    }

    private JsonValue scalar(Function<String, JsonValue> type) {
        String text = parser.getString();
        try {
            return type.apply(text);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private void requireStorable(String key) {
        try {
            Unicode.requireStorable(key);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private void requireDepth(int depth) {
        if (depth > maxDepth) {
            throw refused("arrays and objects nest more than " + maxDepth + " deep: send a flatter document");
        }
    }

    private InvalidJsonException refused(String reason) {
        return InvalidJsonException.at(JsonPath.of(parser.streamReadContext()), reason);
    }

    private static InvalidJsonException syntax(TokenStreamLocation place, String reason) {
        return InvalidJsonException.at(Math.max(1, place.getLineNr()), Math.max(1, place.getColumnNr()), reason);
    }
}
