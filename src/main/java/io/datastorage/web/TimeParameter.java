package io.datastorage.web;

import io.datastorage.event.Timestamps;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A point in time as a query parameter: how long ago ({@code 24h}, {@code 7d}, {@code 1h30m}), RFC 3339, the same
 * without an offset, taken as UTC, or a date, which is its first instant in UTC.
 */
public final class TimeParameter {
    private static final String FORMS = "must be how long ago (24h, 7d, 1h30m), an RFC 3339 date-time"
            + " (2026-01-07T10:00:00Z; without an offset it is taken as UTC) or a date (2026-01-07)";
    private static final String RANGE = "must lie in the years 0001 to 9999";

    private static final Pattern AGO = Pattern.compile("(?:[0-9]{1,18}[dhms])+");
    private static final Pattern AGO_PART = Pattern.compile("([0-9]{1,18})([dhms])");
    private static final Map<String, ChronoUnit> UNITS = Map.of("d", ChronoUnit.DAYS, "h", ChronoUnit.HOURS, "m",
            ChronoUnit.MINUTES, "s", ChronoUnit.SECONDS);

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern WITHOUT_OFFSET = Pattern.compile("[0-9-]{10}[Tt][0-9:.]+");
    /** A plus sign that was not percent-encoded arrives as a space; before an offset nothing else can be meant. */
    private static final Pattern LOST_PLUS = Pattern.compile("([0-9-]{10}[Tt][0-9:.]+) ([0-9]{2}:[0-9]{2})");
    private static final Pattern WITH_OFFSET = Pattern.compile("[0-9-]{10}[Tt][0-9:.]+(?:[Zz]|[+-][0-9:]+)");

    private TimeParameter() {}

    /**
     * What the text stands for, truncated to microseconds as stored times are.
     *
     * @param now what durations count back from
     */
    public static Instant parse(String text, Instant now) throws InvalidParameterException {
        if (text.startsWith("-")) {
            throw new InvalidParameterException("must not be negative: 24h already means 24 hours ago");
        }
        return AGO.matcher(text).matches() ? ago(text, now) : absolute(text);
    }

    private static Instant ago(String text, Instant now) throws InvalidParameterException {
        try {
            var duration = Duration.ZERO;
            var parts = AGO_PART.matcher(text);
            while (parts.find()) {
                var unit = UNITS.getOrDefault(parts.group(2), ChronoUnit.SECONDS);
                duration = duration.plus(Duration.of(Long.parseLong(parts.group(1)), unit));
            }
            var instant = Timestamps.truncate(now.minus(duration));
            Timestamps.apiForm(instant);
            return instant;
        } catch (ArithmeticException | DateTimeException _) {
            throw new InvalidParameterException(RANGE);
        }
    }

    private static Instant absolute(String text) throws InvalidParameterException {
        try {
            if (DATE.matcher(text).matches()) {
                return Timestamps.parseDateOrDateTime(text);
            }
            if (WITHOUT_OFFSET.matcher(text).matches()) {
                return Timestamps.parse(text + "Z");
            }
            var lostPlus = LOST_PLUS.matcher(text);
            var time = lostPlus.matches() ? lostPlus.group(1) + "+" + lostPlus.group(2) : text;
            if (WITH_OFFSET.matcher(time).matches()) {
                return Timestamps.parse(time);
            }
        } catch (DateTimeException invalid) {
            throw new InvalidParameterException(String.valueOf(invalid.getMessage()));
        }
        throw new InvalidParameterException(FORMS);
    }
}
