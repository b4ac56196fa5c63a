package io.datastorage.proof;

import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LatestCheckpoint.Published;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Brings the newest checkpoint to one anchor again and again. Nothing waits for it, and nothing stops when it fails. */
final class AnchorLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AnchorLoop.class);

    /** How often it is looked whether there is anything new. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Anchor anchor;
    private final Duration interval;
    private final LatestCheckpoint latest;
    private final Counter failures;
    private final Thread thread;
    private volatile long anchored = -1;
    private boolean failing;

    AnchorLoop(Anchor anchor, Duration interval, LatestCheckpoint latest, MeterRegistry registry) {
        this.anchor = anchor;
        this.interval = interval;
        this.latest = latest;
        this.failures = Counter.builder("datastorage.anchor.failures").tag("anchor", anchor.name())
                .description("Checkpoints that did not get to an anchor or a witness and are brought there again")
                .register(registry);
        Gauge.builder("datastorage.anchor.size", this, loop -> loop.anchored).tag("anchor", anchor.name())
                .description("Size of the newest checkpoint that an anchor or a witness has; -1 before the first")
                .register(registry);
        this.thread = Thread.ofVirtual().name("anchor-" + anchor.name()).unstarted(this::run);
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
        anchor.close();
    }

    private void run() {
        try {
            while (true) {
                Optional<Published> newest = latest.get().filter(checkpoint -> checkpoint.size() > anchored);
                if (newest.isPresent()) {
                    bring(newest.get());
                }
                Thread.sleep(newest.isPresent() || interval.compareTo(LOOK) < 0 ? interval : LOOK);
            }
        } catch (InterruptedException e) {
            log.debug("Anchor {} gets no more checkpoints", anchor.name());
        }
    }

    private void bring(Published checkpoint) throws InterruptedException {
        try {
            anchor.put(checkpoint);
            anchored = checkpoint.size();
            if (failing) {
                log.info("Anchor {} has the checkpoint of size {}", anchor.name(), checkpoint.size());
            }
            failing = false;
        } catch (IOException | RuntimeException e) {
            failures.increment();
            if (!failing) {
                log.warn("The checkpoint of size {} did not get to anchor {}: {}", checkpoint.size(), anchor.name(),
                        e.getMessage() == null ? e.toString() : e.getMessage());
            }
            failing = true;
        }
    }
}
