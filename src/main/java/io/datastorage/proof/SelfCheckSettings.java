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
 * @param threads that read records and hash them, 1 to 64, each with a connection of its own; with more than one, and a
 *     high rate, a pass is as fast as the machine
 * @param interval from the beginning of a pass to that of the next, if it does not take longer; in between, what is
 *     appended is checked
 */
@ConfigurationProperties("datastorage.self-check")
public record SelfCheckSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("2000") int recordsPerSecond,
        @DefaultValue("1") int threads,
        @DefaultValue("6h") Duration interval) {
    /** @throws IllegalArgumentException if the rate is not positive, or there are no or too many threads */
    public SelfCheckSettings {
        if (recordsPerSecond < 1) {
            throw new IllegalArgumentException("datastorage.self-check.records-per-second must be at least 1");
        }
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("datastorage.self-check.threads must be 1 to 64");
        }
    }
}
