package io.datastorage.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** What the append path tells about itself. */
final class AppendMetrics {
    private static final Logger log = LoggerFactory.getLogger(AppendMetrics.class);
    private static final Duration CLOCK_ALARM = Duration.ofSeconds(5);

    private final DistributionSummary groups;
    private final Counter retries;
    private final Counter unknown;
    private final Counter terminated;
    private final AtomicLong clockLeadMillis = new AtomicLong();
    private final AtomicLong size = new AtomicLong();

    AppendMetrics(MeterRegistry registry) {
        groups = DistributionSummary.builder("datastorage.append.group.events")
                .description("Events in an append transaction").register(registry);
        retries = Counter.builder("datastorage.append.retries")
                .description("Append transactions that failed and were tried again").register(registry);
        unknown = Counter.builder("datastorage.append.unknown.outcomes")
                .description("Commits whose outcome had to be looked up").register(registry);
        terminated = Counter.builder("datastorage.append.terminated.holders")
                .description("Frozen backends that held the append lock and were terminated").register(registry);
        Gauge.builder("datastorage.append.clock.lead", clockLeadMillis, lead -> lead.get() / 1000.0)
                .baseUnit("seconds")
                .description("How far recorded_at runs ahead of the database's clock, which went backward")
                .register(registry);
        Gauge.builder("datastorage.log.size", size, AtomicLong::get)
                .description("Records in the log, as of this instance's last append").register(registry);
    }

    void appended(Plan plan, Instant clock) {
        groups.record(plan.records().size());
        size.set(plan.next().size());
        Duration lead = Duration.between(clock, plan.records().getFirst().placement().recordedAt());
        clockLeadMillis.set(lead.toMillis());
        if (lead.compareTo(CLOCK_ALARM) > 0) {
            log.warn("The database's clock is {} behind the newest record: it went backward", lead);
        }
    }

    void retried() {
        retries.increment();
    }

    void outcomeUnknown() {
        unknown.increment();
    }

    void holderTerminated() {
        terminated.increment();
    }
}
