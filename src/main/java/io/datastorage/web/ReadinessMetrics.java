package io.datastorage.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Readiness as metrics: a probe tells Kubernetes only that a pod is not ready, these tell an operator why. */
@Component
class ReadinessMetrics implements MeterBinder {
    private final Readiness readiness;

    ReadinessMetrics(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("datastorage.ready", readiness, checks -> checks.forClients().isEmpty() ? 1 : 0)
                .description("1 when clients may count on this instance").register(registry);
        for (NotReady reason : NotReady.values()) {
            Gauge.builder("datastorage.not.ready", readiness, checks -> checks.isHeldBackBy(reason) ? 1 : 0)
                    .description("1 for each reason why clients may not count on this instance")
                    .tag("reason", reason.reason()).register(registry);
        }
    }
}
