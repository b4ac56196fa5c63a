package io.datastorage.ledger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A request that waits for the appender. {@link HeldRequests} gives it up when it has waited for too long. */
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

    /** Whether the request is settled; one whose deadline has passed is by this look. */
    boolean isOver() {
        if (!outcome.isDone() && deadline.isPassed()) {
            outcome.complete(new AppendOutcome.Unavailable());
        }
        return outcome.isDone();
    }

    /** Waits for the outcome, for as long as nobody gives the request up. */
    AppendOutcome await() {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome.complete(new AppendOutcome.Unavailable());
            return outcome.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome is a value, never a failure", e);
        }
    }
}
