package io.datastorage.ledger;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/**
 * How records are appended.
 *
 * @param queueEvents events that may wait for the appender before further requests are answered 503
 * @param queueBytes bytes of request bodies that may wait for the appender before further requests are answered 503
 * @param groupEvents events in one append transaction at the most; a larger request still goes in whole
 * @param groupBytes bytes of request bodies in one append transaction at the most; a larger request still goes in whole
 * @param holdFor how long a request waits while its transaction is tried again, before it is answered 503
 * @param lockWait how long the append lock is waited for before a backend that holds it and does nothing is terminated
 */
@ConfigurationProperties("datastorage.append")
public record AppendSettings(
        @DefaultValue("20000") int queueEvents,
        @DefaultValue("64MB") DataSize queueBytes,
        @DefaultValue("2000") int groupEvents,
        @DefaultValue("16MB") DataSize groupBytes,
        @DefaultValue("8s") Duration holdFor,
        @DefaultValue("3s") Duration lockWait) {}
