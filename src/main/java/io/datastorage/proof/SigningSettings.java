package io.datastorage.proof;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How checkpoints are signed.
 *
 * @param directory where the key is, as a mounted Secret has it: {@code key.pem} (Ed25519, PKCS #8), {@code origin}
 *     (one line, {@code host/log-uuid/epoch}), and while keys rotate {@code previous-key.pem}. Without it nothing is
 *     signed, and nothing can be proved to somebody who does not trust the database
 * @param generate makes the key and the origin when the directory lacks them; for a log that one instance keeps on one
 *     machine
 * @param interval how often a growing log is signed: what was appended since then can still be replaced unnoticed by
 *     whoever owns the database
 */
@ConfigurationProperties("datastorage.signing")
public record SigningSettings(
        @Nullable Path directory,
        @DefaultValue("false") boolean generate,
        @DefaultValue("1s") Duration interval) {}
