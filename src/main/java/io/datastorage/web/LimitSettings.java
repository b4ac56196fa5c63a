package io.datastorage.web;

import io.datastorage.event.JsonReader;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large a request may be.
 *
 * @param body bytes of a request body, 1 to 50 MiB (written {@code 5MB}: a megabyte is 1,048,576 bytes here)
 * @param bodies bytes of request bodies that are read and checked at one time before further ones are answered 503; at
 *     least {@code body}
 * @param jsonDepth how deep arrays and objects may nest, 8 to 500
 * @param batchEvents events in one batch, 1 to 10,000
 */
@ConfigurationProperties("datastorage.limits")
public record LimitSettings(
        @DefaultValue("5MB") DataSize body,
        @DefaultValue("64MB") DataSize bodies,
        @DefaultValue("128") int jsonDepth,
        @DefaultValue("1000") int batchEvents) {
    public LimitSettings {
        inRange("datastorage.limits.body", body.toBytes(), 1 << 20, 50 << 20);
        inRange("datastorage.limits.bodies", bodies.toBytes(), body.toBytes(), Long.MAX_VALUE);
        inRange("datastorage.limits.json-depth", jsonDepth, 8, JsonReader.GREATEST_MAX_DEPTH);
        inRange("datastorage.limits.batch-events", batchEvents, 1, 10_000);
    }

    private static void inRange(String setting, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s is %,d, but must be %,d to %,d".formatted(setting, value, min, max));
        }
    }
}
