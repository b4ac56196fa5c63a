package io.datastorage.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Puts records into the log: one thread that takes everything that waited while the last transaction was committing,
 * and appends it in one transaction.
 *
 * <p>A crash of this process leaves behind what PostgreSQL has committed; a request that was not answered may or may
 * not be stored, and its repetition finds out.
 */
public final class Appender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Appender.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration FIRST_LOOK = Duration.ofMillis(100);

    private final DataSource dataSource;
    private final AppendSettings settings;
    private final Duration replayWindow;
    private final AppendMetrics metrics;
    private final AppendQueue queue;
    private final HeldRequests held = new HeldRequests();
    private final AppendTransaction transaction;
    private final Comparison comparison = new Comparison();
    private final Thread thread = Thread.ofPlatform().name("appender").daemon().unstarted(this::run);
    private volatile @Nullable String mismatch;
    private volatile boolean troubled;

    /**
     * An appender that is not started yet: requests wait.
     *
     * @param dataSource connections of the application role
     * @param superseded is told which chains have a newer head
     */
    public Appender(
            DataSource dataSource, AppendSettings settings, ReplaySettings replay, SupersededHeads superseded,
            MeterRegistry registry) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.replayWindow = replay.window();
        this.metrics = new AppendMetrics(registry);
        this.queue = new AppendQueue(settings);
        this.transaction = new AppendTransaction(replayWindow, metrics, superseded, comparison::require);
        held.start();
        Gauge.builder("datastorage.append.queue.events", queue, AppendQueue::events)
                .description("Events that wait for the appender").register(registry);
    }

    /** Begins to append. The schema must be there. */
    public void start() {
        thread.start();
    }

    /** From now on, nothing is appended before {@link #compared} has told of the database's present server. */
    public void demandComparison() {
        comparison.demand();
    }

    /** Learns that a database was compared with what was signed, and may be appended to. */
    public void compared(Compared found) {
        comparison.set(found);
    }

    /** Whether nothing can be appended because the database was not compared since its server was started. */
    public boolean awaitsComparison() {
        return comparison.isAwaited();
    }

    /** The origin of the log's checkpoints; empty where nothing is signed, and before the first comparison. */
    public Optional<String> origin() {
        return comparison.origin();
    }

    /** Until when a request that arrives now is held. */
    public Deadline hold() {
        return Deadline.in(settings.holdFor());
    }

    /**
     * Appends a request's events and waits for the outcome.
     *
     * @param deadline when the wait ends, whatever became of the request
     * @return {@link AppendOutcome.Stored} means committed and on disk
     */
    public AppendOutcome append(AppendRequest request, Deadline deadline) {
        if (mismatch != null) {
            return new AppendOutcome.Stopped();
        }
        PendingOutcome outcome = new PendingOutcome(deadline);
        // Before it waits: what the queue took before it was closed is given up at its deadline, whatever becomes of us.
        held.add(outcome);
        if (!queue.offer(new Pending(request, outcome))) {
            outcome.complete(new AppendOutcome.QueueFull());
        }
        return outcome.await();
    }

    /**
     * The outcome of an earlier request with this identity, if it is in the log for good.
     *
     * @param deadline when the wait for the database ends: a commit may wait for its standby for ever
     * @throws DataAccessException if the database cannot tell now: the append looks again, under its lock
     */
    public Optional<AppendOutcome> earlier(RequestIdentity identity, Deadline deadline) {
        if (troubled || mismatch != null || !comparison.await(deadline)) {
            throw new DataAccessResourceFailureException("nothing can be appended to the database now");
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(1 + deadline.left().toMillis()));
            Map<?, Replays.Earlier> found = Replays.find(connection, replayWindow, List.of(identity));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Optional<AppendOutcome> outcome = Replays.answer(connection, found.values().iterator().next(), identity);
            Durable.barrier(connection);
            return outcome;
        } catch (SQLException e) {
            // Given up, it may leave a backend behind that waits for its standby. The appender leaves one, not one for each.
            troubled = true;
            throw new DataAccessResourceFailureException("cannot look up whether a request is a repetition", e);
        }
    }

    /** Why nothing can be appended until an operator has looked: the log is not the one this instance has seen. */
    public Optional<String> mismatch() {
        return Optional.ofNullable(mismatch);
    }

    /** Accepts nothing more, appends what waits, and stops. */
    @Override
    public void close() {
        queue.close();
        try {
            if (thread.isAlive() && !thread.join(DRAIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        held.close();
    }

    private void run() {
        try {
            for (List<Pending> group = queue.take(); !group.isEmpty(); group = queue.take()) {
                settleWhateverHappens(group);
            }
        } catch (InterruptedException e) {
            log.warn("The appender was interrupted before everything that waited was appended");
        }
    }

    /** This thread must not end: without it, every request would wait in vain. */
    private void settleWhateverHappens(List<Pending> group) throws InterruptedException {
        try {
            settle(group);
        } catch (Error e) {
            log.error("A group of {} requests could not be appended", group.size(), e);
            group.forEach(p -> p.complete(new AppendOutcome.Unavailable()));
        }
    }

    /** Appends a group, again and again until it is in or nobody waits for it any more. */
    private void settle(List<Pending> group) throws InterruptedException {
        Backoff backoff = new Backoff();
        Duration lockWait = settings.lockWait();
        List<Pending> waiting = group;
        List<Pending> inDoubt = List.of();
        @Nullable
        OutcomeUnknownException unknown = null;
        while (mismatch == null && waiting.stream().anyMatch(p -> !p.isSettled())) {
            try (Connection connection = dataSource.getConnection()) {
                try {
                    if (unknown != null) {
                        if (transaction.wentThrough(connection, unknown, lockWait)) {
                            // Before: who is answered may look a repetition up at once.
                            troubled = false;
                            complete(inDoubt, unknown.result());
                            return;
                        }
                        unknown = null;
                    }
                    waiting = waiting.stream().filter(p -> !p.isSettled()).toList();
                    GroupResult result = transaction.run(connection, requests(waiting), lockWait);
                    troubled = false;
                    complete(waiting, result);
                    return;
                } catch (AppendLockTimeoutException e) {
                    rollback(connection);
                    lockWait = freeLock(connection);
                    continue;
                } catch (SQLException | OutcomeUnknownException | RuntimeException e) {
                    rollback(connection);
                    throw e;
                }
            } catch (OutcomeUnknownException e) {
                log.warn("The outcome of a commit is not known and is looked up: {}", e.getMessage());
                metrics.outcomeUnknown();
                unknown = e;
                inDoubt = waiting;
            } catch (LogMismatchException e) {
                stop(e);
            } catch (SQLException e) {
                switch (Failure.of(e)) {
                    case MISMATCH -> stop(e);
                    case REFUSED -> {
                        isolate(waiting, e);
                        return;
                    }
                    case PASSING -> log.warn("An append failed and is tried again: {}", e.getMessage());
                }
            } catch (RuntimeException e) {
                isolate(waiting, e);
                return;
            }
            troubled = true;
            // Perhaps the backend that this one lost still holds the lock: look before waiting.
            lockWait = FIRST_LOOK;
            metrics.retried();
            backoff.pause();
        }
        AppendOutcome given = mismatch == null ? new AppendOutcome.Unavailable() : new AppendOutcome.Stopped();
        waiting.forEach(p -> p.complete(given));
    }

    /** A group that cannot be stored goes in request by request, so that only the one at fault stays out. */
    private void isolate(List<Pending> group, Exception e) throws InterruptedException {
        if (group.size() > 1) {
            for (Pending pending : group) {
                settle(List.of(pending));
            }
        } else {
            // Only the first line: PostgreSQL's DETAIL and CONTEXT quote the data.
            log.error("A request of {} events cannot be stored: {}", group.getFirst().request().events().size(),
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()));
            group.getFirst().complete(new AppendOutcome.Refused());
        }
    }

    /** Appends nothing from now on: the database is not the log that was signed. */
    public void refuse(LogMismatchException reason) {
        stop(reason);
    }

    private void stop(Exception e) {
        log.error("Nothing is appended any more: {}", e.getMessage(), e);
        mismatch = e.getMessage();
    }

    /** Returns how long to wait for the lock when it is tried next. */
    private Duration freeLock(Connection connection) throws SQLException {
        AppendLock.Holder holder = AppendLock.terminateFrozenHolder(connection, settings.lockWait());
        if (holder.terminated()) {
            log.warn("Backend {} held the append lock for {} and did nothing: terminated", holder.pid(),
                    settings.lockWait());
            metrics.holderTerminated();
        }
        return holder.patience();
    }

    private static List<AppendRequest> requests(List<Pending> group) {
        return group.stream().map(Pending::request).toList();
    }

    private static void complete(List<Pending> group, GroupResult result) {
        for (int i = 0; i < group.size(); i++) {
            group.get(i).complete(result.outcomes().get(i));
        }
    }

    private static void rollback(Connection connection) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            log.debug("The connection is gone, and its transaction with it", e);
        }
    }
}
