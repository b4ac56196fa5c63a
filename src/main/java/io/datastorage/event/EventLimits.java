package io.datastorage.event;

import java.time.Duration;
import java.util.Set;

/**
 * What an operator may set about events.
 *
 * @param maxDataBytes most bytes that {@code event_data} and {@code extra} may have together, in canonical form
 * @param maxAge how far {@code event_timestamp} may lie in the past
 * @param maxAhead how far {@code event_timestamp} may lie in the future
 * @param allowedCategories the only values of {@code event_category}; empty for any that matches the pattern
 */
public record EventLimits(int maxDataBytes, Duration maxAge, Duration maxAhead, Set<String> allowedCategories) {
    /** 256 KiB, 7 days, 60 minutes, any category. */
    public static final EventLimits DEFAULT = new EventLimits(262_144, Duration.ofDays(7), Duration.ofMinutes(60),
            Set.of());

    public EventLimits {
        allowedCategories = Set.copyOf(allowedCategories);
    }
}
