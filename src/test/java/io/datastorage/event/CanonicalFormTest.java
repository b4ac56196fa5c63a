package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

class CanonicalFormTest {
    private static final Map<Integer, String> SHORT = Map.of(8, "\\b", 9, "\\t", 10, "\\n", 12, "\\f", 13, "\\r", 34,
            "\\\"", 92, "\\\\");

    @Test
    void every_code_point_is_escaped_as_rfc_8785_says_and_no_other_way() {
        for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                continue;
            }
            String self = Character.toString(c);
            String expected = SHORT.getOrDefault(c, c < 32 ? String.format(Locale.ROOT, "\\u%04x", c) : self);
            var string = new JsonString("a" + self + self + "z");
            assertThat(string.canonical()).isEqualTo("\"a" + expected + expected + "z\"");
            assertThat(read(string.canonical())).isEqualTo(string);
        }
    }

    /** The keys of RFC 8785 §3.2.3: UTF-16 puts the smiley, whose code point is the greatest, before U+FB33. */
    @Test
    void keys_are_sorted_by_utf_16_code_units() {
        JsonValue object = read(
                """
                {"\\u20ac": 1, "\\r": 2, "\\ufb33": 3, "1": 4, "\\ud83d\\ude00": 5, "\\u0080": 6,
                 "\\u00f6": 7, "": 8}""");
        assertThat(object.canonical()).isEqualTo(
                "{\"\":8,\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}");
    }

    @Test
    void all_kinds_of_values_nest_without_white_space() {
        assertThat(read(" [ ] ").canonical()).isEqualTo("[]");
        assertThat(read("{ }").canonical()).isEqualTo("{}");
        assertThat(read("[1.0, [ ], {\"b\" : null, \"a\" : [true,\tfalse] },\r\n\"\\/\\u002F\"]").canonical())
                .isEqualTo("[1,[],{\"a\":[true,false],\"b\":null},\"//\"]");
    }

    @Test
    void a_value_that_is_built_by_hand_is_canonical_or_refused() {
        assertThat(new JsonNumber("1.50E+1").text()).isEqualTo("15");
        assertThatThrownBy(() -> new JsonString("\ud83d")).hasMessageContaining("lone surrogate");
        var badKey = new TreeMap<String, JsonValue>(Map.of("a\0", new JsonString("")));
        assertThatThrownBy(() -> new JsonObject(badKey)).hasMessageContaining("U+0000");
        var otherOrder = new TreeMap<String, JsonValue>(Comparator.reverseOrder());
        assertThatThrownBy(() -> new JsonObject(otherOrder)).hasMessageContaining("natural order");
    }

    @Test
    void what_was_taken_stays_as_it_is() {
        for (int capacity = 0; capacity < 8; capacity++) {
            var form = new CanonicalForm(capacity);
            byte[] taken = form.string("ab").take();
            byte[] next = form.string("cd").take();
            assertThat(new String(taken, UTF_8)).isEqualTo("\"ab\"");
            assertThat(new String(next, UTF_8)).isEqualTo("\"cd\"");
        }
    }

    private static JsonValue read(String json) {
        return JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
    }
}
