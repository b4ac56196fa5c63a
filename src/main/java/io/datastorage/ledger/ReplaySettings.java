package io.datastorage.ledger;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How repeated requests are recognised.
 *
 * @param enabled whether a request that equals an earlier one in every value is answered with the earlier receipt
 * @param window how long an earlier request is remembered
 */
@ConfigurationProperties("datastorage.replay")
public record ReplaySettings(@DefaultValue("true") boolean enabled, @DefaultValue("24h") Duration window) {}
