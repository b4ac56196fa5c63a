package io.datastorage.ingest;

import io.datastorage.event.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What posting tells about itself. The values of every label are a closed set. */
@Component
class IngestMetrics {
    private static final Duration[] WRITE_BUCKETS = millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);
    private static final Duration[] LAG_BUCKETS = millis(100, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000,
            300_000, 900_000, 3_600_000, 86_400_000);

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<Write, Timer> writes = new ConcurrentHashMap<>();
    private final Timer lag;
    private final Counter replays;
    private final Counter unknownFields;

    private record Write(Route route, Outcome outcome) {}

    IngestMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        lag = Timer.builder("datastorage.audit.lag").description("Age of an event, by its own timestamp, when stored")
                .serviceLevelObjectives(LAG_BUCKETS).register(registry);
        replays = Counter.builder("datastorage.ingest.replays")
                .description("Requests answered with the receipt of an earlier, equal one").register(registry);
        unknownFields = Counter.builder("datastorage.ingest.unknown.fields")
                .description("Top-level fields that the API does not know, kept in extra").register(registry);
        // Registered before anything happens, so that a rate has a zero to start from.
        for (var reason : Reason.values()) {
            failures(reason);
        }
        for (var route : Route.values()) {
            writes(route, Outcome.STORED);
        }
    }

    /** A request was answered. */
    void answered(Route route, Outcome outcome, Instant began) {
        writes(route, outcome).record(positive(Duration.between(began, clock.instant())));
        if (outcome == Outcome.REPLAYED) {
            replays.increment();
        }
    }

    /** An event was stored. */
    void stored(Event event) {
        lag.record(positive(Duration.between(event.eventTimestamp(), clock.instant())));
    }

    /** So many top-level fields that the API does not know were stored. */
    void storedUnknownFields(int count) {
        unknownFields.increment(count);
    }

    /** A request was refused for what it said. */
    void refused(Reason reason) {
        failures(reason).increment();
    }

    /** Kept, since a look-up in the registry makes the name and all labels anew. */
    private Timer writes(Route route, Outcome outcome) {
        return writes.computeIfAbsent(new Write(route, outcome), this::register);
    }

    private Timer register(Write write) {
        return Timer.builder("datastorage.write.duration")
                .description("From the first byte of a posted body to its answer").tag("route", write.route().label())
                .tag("outcome", write.outcome().name().toLowerCase(Locale.ROOT)).serviceLevelObjectives(WRITE_BUCKETS)
                .register(registry);
    }

    private Counter failures(Reason reason) {
        return Counter.builder("datastorage.validation.failures").description("Posted requests that were refused")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT)).register(registry);
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static Duration[] millis(long... values) {
        return java.util.Arrays.stream(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    /** How a posted request ended. */
    enum Outcome {
        STORED, REPLAYED, REFUSED, UNAVAILABLE, FAILED
    }

    /** Why a posted request was refused. */
    enum Reason {
        /** Too large, of another type, or not JSON. */
        BODY,
        /** Not the shape that was expected, or too many events. */
        BATCH,
        /** At least one event breaks a rule. */
        EVENT,
        /** A parent event does not exist. */
        PARENT,
        /** An idempotency key that cannot be used. */
        IDEMPOTENCY_KEY
    }
}
