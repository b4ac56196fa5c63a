package io.datastorage.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

class CanonicalNumberTest {

    static List<String> documentedNumbers() {
        return Vectors.lines("numbers");
    }

    @ParameterizedTest
    @MethodSource("documentedNumbers")
    void the_documented_table_holds(String line) {
        String[] inAndOut = line.split(" ", 2);
        assertThat(CanonicalNumber.of(inAndOut[0])).isEqualTo(inAndOut[1]);
    }

    /** Doubles at the borders of the layout and of the format, as JSON.stringify writes them (RFC 8785 appendix B). */
    @ParameterizedTest
    @ValueSource(strings = {"0", "5e-324", "-5e-324", "1.7976931348623157e+308", "-1.7976931348623157e+308",
            "9007199254740992", "-9007199254740992", "295147905179352830000", "9.999999999999997e+22", "1e+23",
            "1.0000000000000001e+23", "999999999999999700000", "999999999999999900000", "1e+21",
            "9.999999999999997e-7", "0.000001", "333333333.3333332", "333333333.33333325", "333333333.3333333",
            "333333333.3333334", "333333333.33333343", "-0.0000033333333333333333", "1424953923781206.2"})
    void what_json_stringify_writes_stays_as_it_is(String number) {
        assertThat(CanonicalNumber.of(number)).isEqualTo(number);
    }

    @Test
    void the_value_is_kept_exactly_and_the_text_depends_on_nothing_but_the_value() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String digits = Long.toUnsignedString(random.nextLong()).substring(random.nextInt(3));
            var value = new BigDecimal(digits + "." + random.nextInt(100_000) + "e" + random.nextInt(-350, 350));
            String canonical = CanonicalNumber.of(value.toString());
            assertThat(new BigDecimal(canonical)).as("seed %d", seed).isEqualByComparingTo(value);
            assertThat(CanonicalNumber.of(value.toPlainString())).as("seed %d", seed).isEqualTo(canonical);
            assertThat(CanonicalNumber.of(canonical)).as("seed %d", seed).isEqualTo(canonical);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e401", "-1e401", "10e400", "9.9e-401", "0.1e-400", "1e99999999999999",
            "1e-99999999999999",
            "1e9223372036854775807", "1e-9223372036854775808", "1e99999999999999999999999999", "123e399"})
    void an_exponent_beyond_400_is_refused(String number) {
        assertThatThrownBy(() -> CanonicalNumber.of(number)).hasMessageContaining("exponent from -400 to 400");
    }

    @Test
    void a_thousand_significant_digits_pass_and_one_more_is_refused() {
        String thousand = "1".repeat(1000);
        assertThat(CanonicalNumber.of("0.000" + thousand + "000e-300")).startsWith("1.111").endsWith("1e-304");
        assertThatThrownBy(() -> CanonicalNumber.of("0." + thousand + "1"))
                .hasMessageContaining("1,000 significant digits");
        assertThat(CanonicalNumber.of(thousand.substring(0, 400) + "0".repeat(1) + "." + "0".repeat(100_000)))
                .endsWith("e+400");
    }

    @Test
    void millions_of_zeros_do_not_count() {
        String zeros = "0".repeat(2_000_000);
        assertThat(CanonicalNumber.of("0." + zeros + "15e" + 2_000_001)).isEqualTo("1.5");
        assertThat(CanonicalNumber.of("15" + zeros + "e-2000001")).isEqualTo("1.5");
        assertThat(CanonicalNumber.of("1e" + zeros + "7")).isEqualTo("10000000");
        assertThat(CanonicalNumber.of("-0." + zeros + "e" + "9".repeat(1_000_000))).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x10", "NaN", "Infinity", "1_000", " 1",
            "1 ",
            "\u0661", "1d"})
    void what_is_not_a_json_number_is_refused(String text) {
        assertThatThrownBy(() -> CanonicalNumber.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
