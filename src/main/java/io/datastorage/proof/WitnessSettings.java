package io.datastorage.proof;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.List;

/**
 * Witnesses (C2SP tlog-witness), which cosign a checkpoint only if it extends what they cosigned before.
 *
 * @param interval how often the newest checkpoint is submitted to them, if it is newer than the one before
 * @param timeout how long a witness may take to answer
 * @param urls submission prefixes: each is asked at {@code <url>/add-checkpoint}
 * @param keys their verifier keys, of the cosignature type, in the order of the urls
 */
@ConfigurationProperties("datastorage.witnesses")
public record WitnessSettings(
        @DefaultValue("10s") Duration interval,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue( {}) List<String> urls,
        @DefaultValue({}) List<String> keys){}
