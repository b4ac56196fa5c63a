package io.datastorage.proof;

import io.datastorage.proof.LogFinding.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the self-check found since this instance started: each finding once, however often it is found again. A finding is
 * kept when a later pass does not repeat it, since a repaired log was tampered with all the same.
 */
final class SelfCheckFindings {
    private static final Logger log = LoggerFactory.getLogger(SelfCheckFindings.class);
    private static final int REMEMBERED = 10_000;
    private static final int LOGGED = 100;

    private final Set<LogFinding> found = new LinkedHashSet<>();
    private final Map<Kind, Counter> counters = new EnumMap<>(Kind.class);
    private long total;

    SelfCheckFindings(MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            counters.put(kind, Counter.builder("datastorage.self.check.findings").tag("kind", kind.word())
                    .description("What the self-check found wrong with the log").register(registry));
        }
    }

    /** Adds one, unless it is known. */
    synchronized void add(LogFinding finding) {
        if (found.contains(finding) || found.size() == REMEMBERED) {
            return;
        }
        found.add(finding);
        total++;
        Objects.requireNonNull(counters.get(finding.kind())).increment();
        if (total <= LOGGED) {
            log.error("The log was tampered with, or is damaged: {}{}: {}", finding.kind().word(),
                    finding.logIndex() == null ? "" : " at log index " + finding.logIndex(), finding.message());
        } else if (total == LOGGED + 1) {
            log.error("More than {} findings: the others are counted only", LOGGED);
        }
    }

    /** How many there are, up to 10,000. */
    synchronized long total() {
        return total;
    }

    /** The first of them. */
    synchronized List<LogFinding> first(int limit) {
        return new ArrayList<>(found).subList(0, Math.min(limit, found.size()));
    }

    /** The lowest log index that one of them names. */
    synchronized OptionalLong firstBadIndex() {
        return found.stream().filter(finding -> finding.logIndex() != null).mapToLong(LogFinding::logIndex).min();
    }
}
