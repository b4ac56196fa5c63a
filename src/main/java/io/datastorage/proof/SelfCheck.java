package io.datastorage.proof;

import io.datastorage.ledger.Turns;
import io.datastorage.proof.SelfCheckStatus.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Checks the whole log in the background, pass after pass, and in between what is appended. It holds no transaction and
 * runs short statements at a bounded rate, which all instances share by turns.
 *
 * <p>The position is kept in memory: after a restart a pass begins anew. A database that is away makes it wait. What it
 * finds stops nothing.
 */
public final class SelfCheck implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SelfCheck.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration FOLLOWING_INTERVAL = Duration.ofSeconds(5);

    private final SelfCheckPass.Sources sources;
    private final Turns turns;
    private final SelfCheckSettings settings;
    private final SelfCheckFindings findings;
    private final Clock clock;
    private final Thread thread = Thread.ofPlatform().name("self-check").daemon().unstarted(this::run);
    private volatile SelfCheckStatus status;
    private @Nullable SelfCheckPass pass;

    SelfCheck(SelfCheckPass.Sources sources, Turns turns, SelfCheckSettings settings, SelfCheckFindings findings,
            Clock clock, MeterRegistry registry) {
        this.sources = sources;
        this.turns = turns;
        this.settings = settings;
        this.findings = findings;
        this.clock = clock;
        this.status = new SelfCheckStatus(settings.enabled() ? State.STARTING : State.OFF, 0, 0, false, null, null);
        Gauge.builder("datastorage.self.check.position", this, check -> check.status.position())
                .description("Records that the present pass of the self-check has checked").register(registry);
        Gauge.builder("datastorage.self.check.age", this, SelfCheck::ageSeconds).baseUnit("seconds")
                .description("Time since the last full pass of the self-check began; NaN before the first")
                .register(registry);
        Gauge.builder("datastorage.self.check.running", this, SelfCheck::isRunning)
                .description("1 while the self-check reads the log, 0 while it is off or the database is away")
                .register(registry);
    }

    /** Begins. The schema must be there. */
    public void start() {
        if (settings.enabled()) {
            thread.start();
        }
    }

    SelfCheckStatus status() {
        return status;
    }

    SelfCheckFindings findings() {
        return findings;
    }

    /** Stops it, and waits for the statement under way, so that the connections are closed after it. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            // With milliseconds, because a thread that was never started must not fail here.
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (turns) {
            while (true) {
                Thread.sleep(round());
            }
        } catch (InterruptedException e) {
            log.debug("The log is not checked any more");
        }
    }

    /** Does a turn of this instance's; returns how long to wait before the next. */
    private Duration round() throws InterruptedException {
        try {
            turns.await();
            int rows = turn();
            // The turn is kept while the rate asks to wait, so that the instances together keep to it.
            Thread.sleep(Duration.ofNanos(rows * 1_000_000_000L / settings.recordsPerSecond()));
            turns.end();
            return rows > 0 || status.state() == State.CHECKING ? Duration.ZERO : FOLLOWING_INTERVAL;
        } catch (DataAccessException | SQLException e) {
            log.debug("The self-check waits for the database", e);
        } catch (RuntimeException e) {
            log.error("The self-check failed and is tried again in {}", PAUSE, e);
        }
        turns.close();
        become(State.PAUSED);
        return PAUSE;
    }

    /** As many steps as the rate, or the time, allows in a turn; at least one. */
    private int turn() {
        long began = System.nanoTime();
        int rows = 0;
        int some;
        do {
            some = step();
            rows += some;
        } while (some > 0 && rows < settings.recordsPerSecond() * TURN.toMillis() / 1_000
                && System.nanoTime() - began < TURN.toNanos());
        return rows;
    }

    private int step() {
        Instant now = clock.instant();
        SelfCheckPass present = pass;
        if (present == null || (present.isDone() && isDue(now))) {
            present = sources.begin(findings::add);
            pass = present;
            status = new SelfCheckStatus(State.CHECKING, 0, present.tree().coverable(),
                    present.tree().basis().signed(), now, status.last());
        }
        if (!present.isDone()) {
            int rows = present.step();
            become(State.CHECKING);
            if (present.isDone()) {
                finish(present);
            }
            return rows;
        }
        if (present.position() >= present.tree().coverable()) {
            present.extend(sources.trees().open(Duration.ZERO));
        }
        int rows = present.step();
        become(State.FOLLOWING);
        return rows;
    }

    private boolean isDue(Instant now) {
        Instant started = status.startedAt();
        return started == null || !now.isBefore(started.plus(settings.interval()));
    }

    private void finish(SelfCheckPass done) {
        Instant started = status.startedAt() == null ? clock.instant() : status.startedAt();
        SelfCheckStatus.Full full = new SelfCheckStatus.Full(started, clock.instant(), done.position());
        status = new SelfCheckStatus(State.FOLLOWING, done.position(), done.tree().coverable(),
                done.tree().basis().signed(), started, full);
        log.info("The log was checked: {} records in {}, {} findings since the start", full.records(),
                Duration.between(started, full.finishedAt()), findings.total());
    }

    private void become(State state) {
        SelfCheckPass present = pass;
        if (status.state() != State.PAUSED && state == State.PAUSED) {
            log.warn("The self-check cannot ask the database and waits for it");
        }
        status = present == null
                ? new SelfCheckStatus(state, 0, 0, false, null, status.last())
                : new SelfCheckStatus(state, present.position(), present.tree().coverable(),
                        present.tree().basis().signed(), status.startedAt(), status.last());
    }

    private double ageSeconds() {
        SelfCheckStatus.Full last = status.last();
        return last == null ? Double.NaN : Duration.between(last.startedAt(), clock.instant()).toMillis() / 1000.0;
    }

    private double isRunning() {
        return switch (status.state()) {
            case CHECKING, FOLLOWING -> 1;
            case OFF, STARTING, PAUSED -> 0;
        };
    }
}
