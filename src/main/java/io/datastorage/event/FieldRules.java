package io.datastorage.event;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a field must be beyond its type and length. Every refusal's message is for the client and names the fix. */
final class FieldRules {

    private static final Pattern CATEGORY = Pattern.compile("[a-z][a-z0-9_.-]{0,49}");
    private static final Pattern UUID_TEXT = Pattern
            .compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final EventLimits limits;

    FieldRules(EventLimits limits) {
        this.limits = limits;
    }

    /** Both bounds are allowed themselves, the older one by whole seconds: clients cut their timestamps to seconds. */
    Instant timestamp(String text, Instant now) {
        Instant instant = Timestamps.parse(text);
        if (instant.isBefore(now.minus(limits.maxAge()).truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("must not be older than " + words(limits.maxAge()) + ": it is now "
                    + Timestamps.apiForm(now));
        }
        if (instant.isAfter(now.plus(limits.maxAhead()))) {
            throw new IllegalArgumentException("must not be more than " + words(limits.maxAhead())
                    + " ahead: it is now " + Timestamps.apiForm(now) + ", check the client's clock");
        }
        return instant;
    }

    String category(String text) {
        if (!CATEGORY.matcher(text).matches()) {
            throw new IllegalArgumentException("must have 1 to 50 characters, a lower-case letter first,"
                    + " then lower-case letters, digits, '_', '.' and '-'");
        }
        if (text.equals(Event.INTERNAL_CATEGORY)) {
            throw new IllegalArgumentException(
                    Event.INTERNAL_CATEGORY + " is reserved for events of the service itself: use another category");
        }
        if (!limits.allowedCategories().isEmpty() && !limits.allowedCategories().contains(text)) {
            throw new IllegalArgumentException(
                    "must be one of " + String.join(", ", new TreeSet<>(limits.allowedCategories())));
        }
        return text;
    }

    static String outcome(String text) {
        return switch (text) {
            case "success", "failure", "pending" -> text;
            default -> throw new IllegalArgumentException("must be success, failure or pending");
        };
    }

    static UUID uuid(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a UUID, like 019b97f0-3c00-7000-8000-0000000000ff");
        }
        return UUID.fromString(text);
    }

    private static String words(Duration duration) {
        if (duration.compareTo(Duration.ofDays(1)) >= 0 && duration.equals(Duration.ofDays(duration.toDays()))) {
            return duration.toDays() + " days";
        }
        return duration.equals(Duration.ofMinutes(duration.toMinutes()))
                ? duration.toMinutes() + " minutes"
                : duration.toSeconds() + " seconds";
    }
}
