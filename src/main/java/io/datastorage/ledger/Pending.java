package io.datastorage.ledger;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request that waits for the appender. Its own thread gives it up when it has waited for too long. */
final class Pending {
    private final AppendRequest request;
    private final long deadline;
    private final CompletableFuture<AppendOutcome> outcome = new CompletableFuture<>();

    Pending(AppendRequest request, Duration holdFor) {
        this.request = request;
        this.deadline = System.nanoTime() + holdFor.toNanos();
    }

    AppendRequest request() {
        return request;
    }

    /** Whether nobody waits for the outcome any more. */
    boolean isSettled() {
        return outcome.isDone();
    }

    void complete(AppendOutcome result) {
        outcome.complete(result);
    }

    /** Waits for the outcome, no longer than a request is held. */
    AppendOutcome await() {
        try {
            return outcome.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            outcome.complete(new AppendOutcome.Unavailable());
            return outcome.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome.complete(new AppendOutcome.Unavailable());
            return outcome.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome is a value, never a failure", e);
        }
    }
}
