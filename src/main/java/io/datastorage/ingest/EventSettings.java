package io.datastorage.ingest;

import io.datastorage.event.EventLimits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Set;

/**
 * Which events are taken.
 *
 * @param dataSize bytes that {@code event_data} and {@code extra} may have together, in canonical form
 * @param maxAge how far {@code event_timestamp} may lie in the past
 * @param maxAhead how far {@code event_timestamp} may lie in the future
 * @param categories the only values of {@code event_category} that are taken; empty for any
 */
@ConfigurationProperties("datastorage.events")
public record EventSettings(
        @DefaultValue("256KB") DataSize dataSize,
        @DefaultValue("7d") Duration maxAge,
        @DefaultValue("60m") Duration maxAhead,
        @DefaultValue Set<String> categories) {
    EventLimits limits() {
        return new EventLimits(Math.toIntExact(dataSize.toBytes()), maxAge, maxAhead, categories);
    }
}
