package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.datastorage.event.JsonValue.JsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.FutureTask;

class JsonReaderTest {
    private static final String LONE = "a key or string may not hold a lone surrogate: send whole characters,"
            + " as UTF-8 or as a pair of \\u escapes";
    private static final String NUL = "a key or string may not hold U+0000: leave the character out";
    private static final String EXPONENT = "a number, written d.ddd times a power of ten, may have an exponent"
            + " from -400 to 400: send one beyond that as a string";
    private static final String DUPLICATE = "duplicate key: give every key of an object once";
    private static final String NOT_JSON = "not JSON (RFC 8259): keys and strings need double quotes and escaped"
            + " control characters; comments, trailing commas, leading zeros, NaN and Infinity are not allowed";
    private static final String EARLY = "the document ends too early: close every string, array and object";
    private static final String MORE = "something follows the document: send one JSON value";
    private static final String UTF8 = "malformed UTF-8: encode the document as UTF-8 (RFC 3629)";

    static List<Arguments> refusals() {
        return List.of(arguments("{\"a\":1,\"a\":1}", "a", DUPLICATE),
                arguments("[0,{\"x\":{\"a\":1,\"b\":2,\"\\u0061\":3}}]", "[1].x.a", DUPLICATE),
                arguments("{\"\":1,\"\":1}", "[\"\"]", DUPLICATE),
                arguments("[{},{},{},{\"event_data\":{\"labels\":{\"a b\":1e401}}}]", "[3].event_data.labels[\"a b\"]",
                        EXPONENT),
                arguments("{\"event_data\":{\"x\":[1e-401]}}", "event_data.x[0]", EXPONENT),
                arguments("[[1,2,[3e500]]]", "[0][2][0]", EXPONENT), arguments("1e999999999999", "", EXPONENT),
                arguments("[" + "1".repeat(1001) + "]", "[0]",
                        "a number may have at most 1,000 significant digits: send a longer one as a string"),
                arguments("{\"a\":\"x\\u0000y\"}", "a", NUL),
                arguments("{\"a\":{\"\\u0000\":1}}", "a[\"\\u0000\"]", NUL),
                arguments("[\"ok\",\"\\ud800\"]", "[1]", LONE), arguments("[\"\\udc00\\ud800\"]", "[0]", LONE),
                arguments("[\"\\ud800\\ud800\\udc00\"]", "[0]", LONE),
                arguments("{\"a\":{\"b\\udfff\":1}}", "a[\"b\\udfff\"]", LONE),
                arguments("{\"it's \\\"\\n\":[1e401]}", "[\"it's \\\"\\n\"][0]", EXPONENT),
                arguments("{\"" + "k".repeat(100_000) + "\":1e401}", "[\"" + "k".repeat(64) + "\"…]", EXPONENT));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_document_beyond_the_limits_is_refused_by_its_path(String json, String path, String reason) {
        InvalidJsonException refusal = refusal(json.getBytes(UTF_8));
        assertThat(refusal.path()).isEqualTo(path);
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessage((path.isEmpty() ? "the document" : path) + ": " + reason);
    }

    static List<Arguments> syntaxErrors() {
        return List.of(arguments("", 1, 1, "the document is empty: send a JSON value"),
                arguments(" \n ", 1, 1, "the document is empty: send a JSON value"), arguments("[1,2", 1, 5, EARLY),
                arguments("{\"a\":\n\"x", 2, 3, EARLY), arguments("{\"a\"", 1, 5, EARLY),
                arguments("{} {}", 1, 4, MORE),
                arguments("[]\n1", 2, 1, MORE), arguments("1 2", 1, 3, MORE), arguments("[]]", 1, 3, NOT_JSON),
                arguments("{} x", 1, 4, NOT_JSON), arguments("[NaN]", 1, 5, NOT_JSON),
                arguments("[Infinity]", 1, 10, NOT_JSON), arguments("[-Infinity]", 1, 11, NOT_JSON),
                arguments("[/* */1]", 1, 2, NOT_JSON), arguments("[1] // x", 1, 5, NOT_JSON),
                arguments("# x\n1", 1, 1, NOT_JSON), arguments("[1,]", 1, 4, NOT_JSON),
                arguments("[,1]", 1, 2, NOT_JSON),
                arguments("{\"a\":1,}", 1, 8, NOT_JSON), arguments("{a:1}", 1, 2, NOT_JSON),
                arguments("{'a':1}", 1, 2, NOT_JSON), arguments("['a']", 1, 2, NOT_JSON),
                arguments("[01]", 1, 3, NOT_JSON),
                arguments("[+1]", 1, 3, NOT_JSON), arguments("[.5]", 1, 2, NOT_JSON), arguments("[1.]", 1, 3, NOT_JSON),
                arguments("[1e]", 1, 3, NOT_JSON), arguments("[0x1]", 1, 3, NOT_JSON),
                arguments("[tru]", 1, 2, NOT_JSON),
                arguments("[True]", 1, 2, NOT_JSON), arguments("[\"\t\"]", 1, 3, NOT_JSON),
                arguments("[\"\\x\"]", 1, 4, NOT_JSON), arguments("[\"\\u12g4\"]", 1, 7, NOT_JSON),
                arguments("\ufeff[]", 1, 1, NOT_JSON), arguments("[1\u00a0]", 1, 3, NOT_JSON));
    }

    @ParameterizedTest
    @MethodSource("syntaxErrors")
    void text_that_is_not_json_is_refused_by_line_and_column(String json, int line, int column, String reason) {
        InvalidJsonException refusal = refusal(json.getBytes(UTF_8));
        assertThat(refusal.path()).isNull();
        assertThat(List.of(refusal.line(), refusal.column())).isEqualTo(List.of(line, column));
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessage("line " + line + ", column " + column + ": " + reason);
    }

    /** After the bytes of "[\n\"é": overlong NUL, encoded surrogates, beyond U+10FFFF, a cut sequence, Latin-1. */
    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_utf_8_is_refused_where_it_begins(String hex) {
        InvalidJsonException refusal = refusal(HexFormat.of().parseHex("5b0a22c3a9" + hex));
        assertThat(List.of(refusal.line(), refusal.column(), refusal.reason())).isEqualTo(List.of(2, 3, UTF8));
    }

    /** Long documents are decoded in pieces. */
    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_utf_8_is_refused_in_a_long_document_too(String hex) {
        byte[] end = HexFormat.of().parseHex("0a22c3a9" + hex);
        byte[] json = Arrays.copyOf(("[" + " ".repeat(20_000)).getBytes(UTF_8), 20_001 + end.length);
        System.arraycopy(end, 0, json, 20_001, end.length);
        InvalidJsonException refusal = refusal(json);
        assertThat(List.of(refusal.line(), refusal.column(), refusal.reason())).isEqualTo(List.of(2, 3, UTF8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_460, 5_461, 5_462, 100_000})
    void a_document_is_read_whatever_its_length(int characters) {
        String text = "\u20ac".repeat(characters);
        assertThat(JsonReader.read(('"' + text + '"').getBytes(UTF_8), 1)).isEqualTo(new JsonString(text));
    }

    static List<String> malformed() {
        return List.of("c080225d", "eda0bdedb880225d", "eda080225d", "f4908080225d", "fdbf225d", "e282", "e9225d",
                "ff");
    }

    @Test
    void utf_16_is_not_guessed() {
        assertThat(refusal("[1]".getBytes(StandardCharsets.UTF_16LE)).reason()).isEqualTo(NOT_JSON);
    }

    @Test
    void depth_is_counted_in_arrays_and_objects() {
        assertThat(JsonReader.read("[{\"a\":[1]}]".getBytes(UTF_8), 3)).isNotNull();
        InvalidJsonException refusal = catchThrowableOfType(InvalidJsonException.class,
                () -> JsonReader.read("[{\"a\":[[1]]}]".getBytes(UTF_8), 3));
        assertThat(refusal).hasMessage("[0].a[0]: arrays and objects nest more than 3 deep: send a flatter document");
    }

    @Test
    void the_greatest_depth_is_read_written_and_compared_without_a_stack_overflow() throws Exception {
        String deep = "[{\"a\":".repeat(JsonReader.GREATEST_MAX_DEPTH / 2) + "1"
                + "}]".repeat(JsonReader.GREATEST_MAX_DEPTH / 2);
        var work = new FutureTask<JsonValue>(() -> {
            JsonValue value = JsonReader.read(deep.getBytes(UTF_8), JsonReader.GREATEST_MAX_DEPTH);
            assertThat(value.canonical()).isEqualTo(deep);
            assertThat(value).isEqualTo(JsonReader.read(deep.getBytes(UTF_8), JsonReader.GREATEST_MAX_DEPTH));
            return value;
        });
        Thread.ofVirtual().start(work);
        assertThat(work.get()).isNotNull();
        assertThat(refusal("[".repeat(1_000_000).getBytes(UTF_8)).reason()).startsWith("arrays and objects nest");
    }

    @Test
    void long_numbers_strings_and_keys_are_no_business_of_the_library() {
        String digits = "1".repeat(1_000_000);
        assertThat(refusal(("{\"a\":" + digits + "}").getBytes(UTF_8)).path()).isEqualTo("a");
        assertThat(refusal(("{\"a\":0." + digits + "e-" + digits + "}").getBytes(UTF_8)).path()).isEqualTo("a");
        String fine = "{\"" + digits + "\":\"" + digits + "\"}";
        assertThat(JsonReader.read(fine.getBytes(UTF_8), 1).canonical()).isEqualTo(fine);
    }

    private static InvalidJsonException refusal(byte[] json) {
        return catchThrowableOfType(InvalidJsonException.class,
                () -> JsonReader.read(json, JsonReader.DEFAULT_MAX_DEPTH));
    }
}
