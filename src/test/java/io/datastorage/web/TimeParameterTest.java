package io.datastorage.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

class TimeParameterTest {
    private static final Instant NOW = Instant.parse("2026-01-07T12:00:00.123456789Z");

    @ParameterizedTest
    @CsvSource({
            "24h, 2026-01-06T12:00:00.123456Z", "7d, 2025-12-31T12:00:00.123456Z", "1h30m, 2026-01-07T10:30:00.123456Z",
            "1d2h3m4s, 2026-01-06T09:56:56.123456Z", "90m, 2026-01-07T10:30:00.123456Z",
            "0s, 2026-01-07T12:00:00.123456Z",
            "30m1h, 2026-01-07T10:30:00.123456Z", "000024h, 2026-01-06T12:00:00.123456Z",
            "2026-01-07, 2026-01-07T00:00:00Z", "2026-01-07T10:00:00, 2026-01-07T10:00:00Z",
            "2026-01-07T10:00:00.5, 2026-01-07T10:00:00.5Z", "2026-01-07T10:00:00Z, 2026-01-07T10:00:00Z",
            "2026-01-07t10:00:00z, 2026-01-07T10:00:00Z", "2026-01-07T10:00:00+02:00, 2026-01-07T08:00:00Z",
            "2026-01-07T10:00:00 02:00, 2026-01-07T08:00:00Z",
            "2026-01-07T10:00:00.123 02:00, 2026-01-07T08:00:00.123Z",
            "2026-01-07T10:00:00-02:00, 2026-01-07T12:00:00Z",
            "2026-01-07T10:00:00.123456789Z, 2026-01-07T10:00:00.123456Z",
            "0001-01-01, 0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z"})
    void a_time_is_read(String text, Instant expected) throws InvalidParameterException {
        assertThat(TimeParameter.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-24h", "-1", "-2026-01-07"})
    void a_negative_duration_is_refused(String text) {
        assertThatThrownBy(() -> TimeParameter.parse(text, NOW)).isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("must not be negative");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3000000d", "999999999999999999d", "999999999999999999h999999999999999999h",
            "99999999999999999s", "9999-12-31T23:59:59-23:59", "0000-01-01", "0001-01-01T00:00:00+00:01"})
    void a_time_beyond_the_calendar_is_refused(String text) {
        assertThatThrownBy(() -> TimeParameter.parse(text, NOW)).isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("years 0001 to 9999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "24", "h", "24H", "1.5h", "+24h", "24h ", " 24h", "1w", "٣h", "now", "2026-01", "2026",
            "2026-1-7", "2026-02-30", "2026-01-07T25:00:00Z", "2026-01-07T10:00:60Z", "2026-01-07 10:00:00",
            "2026-01-07T10:00", "+12026-01-07", "20260107", "2026-01-07T10:00:00+0200", "2026-01-07T10:00:00.Z",
            "9999999999999999999h", "2026-01-07T10:00:00Z[UTC]", "\n"})
    void anything_else_is_refused_with_the_forms_that_can_be_used(String text) {
        assertThatThrownBy(() -> TimeParameter.parse(text, NOW)).isInstanceOf(InvalidParameterException.class)
                .hasMessageStartingWith("must ");
    }
}
