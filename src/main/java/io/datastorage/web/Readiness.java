package io.datastorage.web;

import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What all readiness checks say together. */
@Component
class Readiness {
    private final List<ReadinessCheck> checks;

    Readiness(List<ReadinessCheck> checks) {
        this.checks = checks;
    }

    /** Why a client should not count on this instance now. */
    Optional<NotReady> forClients() {
        return worst(_ -> true);
    }

    /** Why this instance should get no requests at all. */
    Optional<NotReady> forKubernetes() {
        return worst(NotReady::withdraws);
    }

    /** Whether this is a reason now, the gravest or not. */
    boolean isHeldBackBy(NotReady reason) {
        return reasons().anyMatch(reason::equals);
    }

    private Optional<NotReady> worst(Predicate<NotReady> counts) {
        return reasons().filter(counts).min(NotReady::compareTo);
    }

    private Stream<NotReady> reasons() {
        return checks.stream().flatMap(check -> check.check().stream());
    }
}
