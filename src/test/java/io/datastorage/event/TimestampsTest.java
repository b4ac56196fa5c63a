package io.datastorage.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.DateTimeException;
import java.time.Instant;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({"2026-01-07T10:00:00Z, 2026-01-07T10:00:00.000000Z, 2026-01-07T10:00:00Z",
            "2026-01-07t10:00:00z, 2026-01-07T10:00:00.000000Z, 2026-01-07T10:00:00Z",
            "2026-01-07T10:00:00.5Z, 2026-01-07T10:00:00.500000Z, 2026-01-07T10:00:00.500Z",
            "2026-01-07T10:00:00.000100Z, 2026-01-07T10:00:00.000100Z, 2026-01-07T10:00:00.000100Z",
            "2026-01-07T10:00:00.99999999999999999999Z, 2026-01-07T10:00:00.999999Z, 2026-01-07T10:00:00.999999Z",
            "1969-12-31T23:59:59.9999999Z, 1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
            "2026-01-07T10:00:00-00:00, 2026-01-07T10:00:00.000000Z, 2026-01-07T10:00:00Z",
            "2026-01-07T00:30:00+01:00, 2026-01-06T23:30:00.000000Z, 2026-01-06T23:30:00Z",
            "2025-12-31T23:30:00-23:59, 2026-01-01T23:29:00.000000Z, 2026-01-01T23:29:00Z",
            "2024-02-29T00:00:00Z, 2024-02-29T00:00:00.000000Z, 2024-02-29T00:00:00Z",
            "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000000Z, 0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z"})
    void a_date_time_has_one_form_in_an_entry_and_one_in_an_answer(String text, String entryForm, String apiForm) {
        Instant instant = Timestamps.parse(text);
        assertThat(Timestamps.entryForm(instant)).isEqualTo(entryForm);
        assertThat(Timestamps.apiForm(instant)).isEqualTo(apiForm);
        assertThat(Timestamps.parse(apiForm)).isEqualTo(instant);
        assertThat(Timestamps.truncate(instant)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-01-07", "2026-01-07T10:00:00", "2026-01-07 10:00:00Z", "2026-01-07T10:00Z",
            "2026-1-7T10:00:00Z", "2026-01-07T10:00:00.Z", "2026-01-07T10:00:00,5Z", "2026-01-07T10:00:00+0100",
            "2026-01-07T10:00:00+01", "12026-01-07T10:00:00Z", "-2026-01-07T10:00:00Z", " 2026-01-07T10:00:00Z",
            "2026-01-07T10:00:00Z\n", "1767794236", "\u0662\u0660\u0662\u0666-01-07T10:00:00Z"})
    void what_is_not_rfc_3339_is_refused(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class)
                .hasMessageStartingWith("must be an RFC 3339 date-time with its offset, like 2026-01-07T10:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"2026-02-29T00:00:00Z, must be a day that the calendar has",
            "2026-13-01T00:00:00Z, must be a day that the calendar has",
            "2026-00-00T00:00:00Z, must be a day that the calendar has",
            "2026-01-07T24:00:00Z, 'must have hours from 00 to 23, minutes and seconds from 00 to 59'",
            "2026-01-07T10:60:00Z, 'must have hours from 00 to 23, minutes and seconds from 00 to 59'",
            "2026-01-07T10:00:61Z, 'must have hours from 00 to 23, minutes and seconds from 00 to 59'",
            "2026-01-07T10:00:00+24:00, 'must have hours from 00 to 23, minutes and seconds from 00 to 59'",
            "2026-01-07T10:00:00-01:60, 'must have hours from 00 to 23, minutes and seconds from 00 to 59'",
            "2016-12-31T23:59:60Z, must not be a leap second: send second 59 or the next full minute",
            "0000-12-31T00:00:00Z, must lie in the years 0001 to 9999 in UTC",
            "0001-01-01T00:00:00+00:01, must lie in the years 0001 to 9999 in UTC",
            "9999-12-31T23:59:59-00:01, must lie in the years 0001 to 9999 in UTC"})
    void a_time_that_does_not_exist_here_is_refused_with_its_reason(String text, String message) {
        assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class).hasMessage(message);
    }

    @Test
    void a_date_alone_is_its_midnight_in_utc_where_dates_are_allowed() {
        assertThat(Timestamps.parseDateOrDateTime("2026-01-07")).isEqualTo("2026-01-07T00:00:00Z");
        assertThat(Timestamps.parseDateOrDateTime("2026-01-07T01:00:00+01:00")).isEqualTo("2026-01-07T00:00:00Z");
        assertThatThrownBy(() -> Timestamps.parseDateOrDateTime("2026-02-30")).hasMessageContaining("calendar");
        assertThatThrownBy(() -> Timestamps.parseDateOrDateTime("0000-01-01")).hasMessageContaining("years");
        assertThatThrownBy(() -> Timestamps.parseDateOrDateTime("07.01.2026"))
                .hasMessageEndingWith("(or a date, like 2026-01-07)");
    }

    @Test
    void both_forms_cut_off_nanoseconds() {
        Instant fine = Instant.parse("2026-01-07T10:00:00.123456999Z");
        assertThat(Timestamps.entryForm(fine)).isEqualTo("2026-01-07T10:00:00.123456Z");
        assertThat(Timestamps.apiForm(fine)).isEqualTo("2026-01-07T10:00:00.123456Z");
    }
}
