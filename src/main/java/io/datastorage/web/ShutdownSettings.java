package io.datastorage.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How the service goes down.
 *
 * @param delay how long requests are still taken after readiness turned 503, so that clients are sent elsewhere before
 *     connections are refused; at most 5 s
 */
@ConfigurationProperties("datastorage.shutdown")
record ShutdownSettings(@DefaultValue("2s") Duration delay) {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    ShutdownSettings {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "datastorage.shutdown.delay is %s, but must be 0 to 5 s".formatted(delay));
        }
    }
}
