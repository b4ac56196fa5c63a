package io.datastorage.proof;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How the whole log is checked in the background, again and again.
 *
 * @param enabled whether it is
 * @param recordsPerSecond at the most, all instances together; a pass over n records takes as many seconds as that goes
 *     into n, and more with chains and checkpoints
 * @param interval from the beginning of a pass to that of the next, if it does not take longer; in between, what is
 *     appended is checked
 */
@ConfigurationProperties("datastorage.self-check")
public record SelfCheckSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("2000") int recordsPerSecond,
        @DefaultValue("6h") Duration interval) {
    /** @throws IllegalArgumentException if the rate is not positive */
    public SelfCheckSettings {
        if (recordsPerSecond < 1) {
            throw new IllegalArgumentException("datastorage.self-check.records-per-second must be at least 1");
        }
    }
}
