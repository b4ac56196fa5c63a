package io.datastorage.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RFC 3339 date-times, years 0001 to 9999 in UTC. Instants are truncated to microseconds, PostgreSQL's resolution: cut
 * off, never rounded.
 */
public final class Timestamps {
    private static final Pattern DATE_TIME = Pattern
            .compile("([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]++))?"
                    + "(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))");
    private static final Pattern DATE = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Timestamps() {}

    /**
     * The instant of an RFC 3339 date-time. Lower-case {@code t} and {@code z}, any number of fraction digits and any
     * offset up to 23:59 are accepted, a leap second is not: an instant has no place for it.
     *
     * @throws DateTimeException with a message that may be shown to a client
     */
    public static Instant parse(String text) {
        Matcher parts = DATE_TIME.matcher(text);
        if (!parts.matches()) {
            throw new DateTimeException(
                    "must be an RFC 3339 date-time with its offset, like 2026-01-07T10:00:00Z"
                            + " or 2026-01-07T11:00:00.5+01:00");
        }
        int hour = number(parts, 4);
        int minute = number(parts, 5);
        int second = number(parts, 6);
        if (second == 60) {
            throw new DateTimeException("must not be a leap second: send second 59 or the next full minute");
        }
        LocalDate date = date(parts);
        boolean utc = parts.start(8) < 0;
        int offsetHour = utc ? 0 : number(parts, 9);
        int offsetMinute = utc ? 0 : number(parts, 10);
        if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) {
            throw new DateTimeException("must have hours from 00 to 23, minutes and seconds from 00 to 59");
        }
        long offset = offsetHour * 3600L + offsetMinute * 60L;
        long local = date.toEpochDay() * 86_400 + hour * 3600L + minute * 60L + second;
        long utcSecond = !utc && text.charAt(parts.start(8)) == '-' ? local + offset : local - offset;
        return inRange(Instant.ofEpochSecond(utcSecond, microsecond(parts) * 1000L));
    }

    /**
     * As {@link #parse}, and a date alone ({@code 2026-01-07}) means its midnight in UTC.
     *
     * @throws DateTimeException with a message that may be shown to a client
     */
    public static Instant parseDateOrDateTime(String text) {
        Matcher date = DATE.matcher(text);
        if (date.matches()) {
            return inRange(date(date).atStartOfDay().toInstant(ZoneOffset.UTC));
        }
        try {
            return parse(text);
        } catch (DateTimeException e) {
            throw new DateTimeException(e.getMessage() + " (or a date, like 2026-01-07)", e);
        }
    }

    /** Cuts off what is finer than a microsecond. */
    public static Instant truncate(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The form in an entry: UTC, exactly six fraction digits, {@code Z}; 27 characters.
     *
     * @throws DateTimeException if the year is not 0001 to 9999
     */
    public static String entryForm(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofInstant(inRange(instant), ZoneOffset.UTC);
        var out = new StringBuilder(27);
        pad(out, utc.getYear(), 1000).append('-');
        pad(out, utc.getMonthValue(), 10).append('-');
        pad(out, utc.getDayOfMonth(), 10).append('T');
        pad(out, utc.getHour(), 10).append(':');
        pad(out, utc.getMinute(), 10).append(':');
        pad(out, utc.getSecond(), 10).append('.');
        return pad(out, utc.getNano() / 1000, 100_000).append('Z').toString();
    }

    /**
     * The form in an answer: UTC with no, three or six fraction digits, the fewest that are exact, and {@code Z}.
     *
     * @throws DateTimeException if the year is not 0001 to 9999
     */
    public static String apiForm(Instant instant) {
        return truncate(inRange(instant)).toString();
    }

    private static LocalDate date(Matcher parts) {
        try {
            return LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
        } catch (DateTimeException e) {
            throw new DateTimeException("must be a day that the calendar has", e);
        }
    }

    private static Instant inRange(Instant instant) {
        if (instant.isBefore(FIRST) || !instant.isBefore(END)) {
            throw new DateTimeException("must lie in the years 0001 to 9999 in UTC");
        }
        return instant;
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static int microsecond(Matcher parts) {
        String fraction = parts.group(7);
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000").substring(0, 6));
    }

    private static StringBuilder pad(StringBuilder out, int value, int highestPlace) {
        for (int place = highestPlace; place > 0; place /= 10) {
            out.append((char) ('0' + value / place % 10));
        }
        return out;
    }
}
