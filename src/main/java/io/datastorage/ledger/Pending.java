package io.datastorage.ledger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request that waits for the appender. Its own thread gives it up when it has waited for too long. */
final class Pending {
    private final AppendRequest request;
    private final Deadline deadline;
    private final CompletableFuture<AppendOutcome> outcome = new CompletableFuture<>();

    Pending(AppendRequest request, Deadline deadline) {
        this.request = request;
        this.deadline = deadline;
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

    /** Waits for the outcome, but not beyond the deadline. */
    AppendOutcome await() {
        try {
            return outcome.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
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
