package io.datastorage.ledger;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * What is kept in order in the background.
 *
 * @param interval how often
 * @param segmentsAhead for how many records there are segments ahead at least
 * @param segmentsAheadFor for how long segments last at the present rate at least, up to 134 million records
 * @param statesKept how long rows of {@code log_states} are kept that something newer has followed
 * @param checkpointsKept how long every signed checkpoint is kept; after that the last of each hour
 */
@ConfigurationProperties("datastorage.maintenance")
public record MaintenanceSettings(
        @DefaultValue("5s") Duration interval,
        @DefaultValue("65536") long segmentsAhead,
        @DefaultValue("1h") Duration segmentsAheadFor,
        @DefaultValue("10m") Duration statesKept,
        @DefaultValue("24h") Duration checkpointsKept) {}
