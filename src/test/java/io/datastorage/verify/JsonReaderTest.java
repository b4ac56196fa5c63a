package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.util.Random;

class JsonReaderTest {
    private static final String EDITS = "{}[]\":,01-+.eEtrufalsn\\ \t";

    @ParameterizedTest
    @ValueSource(strings = {
            "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
            "{'a':1}",
            "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "01", "1.", ".5", "+1", "-", "1e",
            "0x1",
            "NaN", "tru", "nulll", "true false", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"", "\"\t\"", "\"\u0000\"", "1\u0000", "\u00a01", "\ufeff1", "/*a*/1"})
    void what_is_not_json_is_refused(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void values_are_read_as_they_stand() {
        assertThat(JsonReader
                .read(" { \"a\" : [ 1 , -0.5e+7 , true , false , null , \"\\u00e9\\ud83d\\ude00\\\"\\/\\n\" ] , "
                        + "\"\" : { } } ")
                .toString())
                .isEqualTo("JsonObject[members={a=JsonArray[elements=[JsonNumber[text=1], JsonNumber[text=-0.5e+7], "
                        + "JsonBoolean[value=true], JsonBoolean[value=false], JsonNull[], JsonString[value=é😀\"/\n]]], "
                        + "=JsonObject[members={}]}]");
    }

    @Test
    void depth_is_bounded() {
        assertThat(JsonReader.read("[".repeat(65) + "]".repeat(65))).isNotNull();
        assertThatThrownBy(() -> JsonReader.read("[".repeat(1_000_000))).isInstanceOf(JsonException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
        assertThatThrownBy(() -> Json.object(new byte[]{'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'}))
                .isInstanceOf(JsonException.class).hasMessageContaining("UTF-8");
    }

    @Test
    void it_takes_and_refuses_what_another_strict_reader_does() {
        var other = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
        var random = new Random(4);
        byte[] good = "{\"a\":[1,-2.5e3,true,null,\"x\\u0041\\n\"],\"b\":{\"c\":false,\"d\":\"\"}}".getBytes(UTF_8);
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] text = good.clone();
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                text[random.nextInt(text.length)] = (byte) EDITS.charAt(random.nextInt(EDITS.length()));
            }
            boolean expected = isTaken(() -> other.readTree(text), JacksonException.class);
            assertThat(isTaken(() -> JsonReader.read(new String(text, UTF_8)), JsonException.class))
                    .as(new String(text, UTF_8)).isEqualTo(expected);
            taken += expected ? 1 : 0;
        }
        assertThat(taken).isBetween(1_000, 49_000);
    }

    private static boolean isTaken(Runnable reading, Class<? extends RuntimeException> refusal) {
        try {
            reading.run();
            return true;
        } catch (RuntimeException refused) {
            assertThat(refused).isInstanceOf(refusal);
            return false;
        }
    }
}
