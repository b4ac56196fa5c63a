package io.datastorage.proof;

import io.datastorage.ledger.LatestCheckpoint;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What signing tells about itself. Every state is there from the first moment, so that an alert has a series to watch. */
record SigningMetrics(SigningLoop loop, LatestCheckpoint latest) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        for (SigningState state : SigningState.values()) {
            Gauge.builder("datastorage.signing.state", loop, signing -> signing.state() == state ? 1 : 0)
                    .description("1 for the state that signing is in").tag("state", state.word()).register(registry);
        }
        Gauge.builder("datastorage.checkpoint.size", latest, shown -> shown.get()
                .map(checkpoint -> (double) checkpoint.size()).orElse(Double.NaN))
                .description("Records that the checkpoint shown by this instance covers").register(registry);
        Gauge.builder("datastorage.checkpoint.age", loop, SigningMetrics::age).baseUnit("seconds")
                .description("Since this instance last found the database to be the log that was signed")
                .register(registry);
    }

    /** Seconds; no number before the first time. */
    private static double age(SigningLoop loop) {
        Instant compared = loop.lastCompared();
        return compared.equals(Instant.EPOCH)
                ? Double.NaN
                : Duration.between(compared, Instant.now()).toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
