package io.datastorage.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class QueryParametersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "event_type=a | a", "event_type=a%20b | a b", "event_type=a+b | a b", "event_type=a%2Bb | a+b",
            "event_type=%F0%9F%9A%A8 | 🚨", "event_type=a=b | a=b", "event_type= | -", "event_type | -", "- | -",
            "& | -", "&&event_type=a& | a", "event%5Ftype=a | a"})
    void a_value_is_read(String raw, String value) {
        var parameters = QueryParameters.of(raw);
        assertThat(parameters.text("event_type", 10)).isEqualTo(value);
        parameters.finish();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "event_type=a&event_type=a | event_type | is given more than once; give it once",
            "event_type=&event_type=a | event_type | is given more than once; give it once",
            "event_type=%00 | event_type | must not contain U+0000",
            "event_type=%zz | event_type | is not percent-encoded UTF-8",
            "event_type=% | event_type | is not percent-encoded UTF-8",
            "event_type=%ff | event_type | is not percent-encoded UTF-8",
            "event_type=%ED%A0%80 | event_type | is not percent-encoded UTF-8",
            "event_type=12345678901 | event_type | must have at most 10 characters",
            "limit=x | limit | must be a whole number from 1 to 1000",
            "limit=0 | limit | must be a whole number from 1 to 1000",
            "limit=-1 | limit | must be a whole number from 1 to 1000",
            "limit=1001 | limit | must be a whole number from 1 to 1000",
            "limit=99999999999999999999 | limit | must be a whole number from 1 to 1000",
            "limit=%D9%A3 | limit | must be a whole number from 1 to 1000",
            "limit=1.0 | limit | must be a whole number from 1 to 1000",
            "eventtype=a | eventtype | is not known; did you mean event_type?",
            "event-type=a | event-type | is not known; did you mean event_type?",
            "Limit=1 | Limit | is not known; did you mean limit?",
            "page=1 | page | is not known; known are event_type, limit",
            "=1 | '' | is not known; known are event_type, limit"})
    void a_parameter_that_cannot_be_used_is_named_with_the_remedy(String raw, String name, String message) {
        assertThat(errors(raw)).containsExactly(Map.entry(name, message));
    }

    @Test
    void all_errors_are_told_at_once() {
        assertThat(errors("limit=x&event_type=12345678901&page=1")).containsOnlyKeys("limit", "event_type", "page");
    }

    @Test
    void lengths_count_code_points() {
        var parameters = QueryParameters.of("event_type=" + "%F0%9F%9A%A8".repeat(10));
        assertThat(parameters.text("event_type", 10)).isEqualTo("🚨".repeat(10));
        parameters.finish();
    }

    @Test
    void a_long_unknown_name_is_shown_shortened() {
        assertThat(errors("x".repeat(5000) + "=1")).containsOnlyKeys("x".repeat(100) + "…");
    }

    @Test
    void where_no_parameter_is_known_none_can_be_given() {
        var parameters = QueryParameters.of("a=1");
        assertThatThrownBy(parameters::finish).hasMessageContaining("none can be given here");
    }

    private static Map<String, String> errors(String raw) {
        var parameters = QueryParameters.of(raw);
        parameters.text("event_type", 10);
        parameters.number("limit", 1, 1000, 50, "");
        try {
            parameters.finish();
        } catch (ProblemException refused) {
            assertThat(refused.problem().type()).isEqualTo(ProblemType.VALIDATION_ERROR);
            return refused.problem().fieldErrors();
        }
        return Map.of();
    }
}
