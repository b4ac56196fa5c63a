package io.datastorage.ledger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a request waits for, and until when. It does not hold the request, whose events are many bytes. */
final class PendingOutcome {
    private final Deadline deadline;
    private final CompletableFuture<AppendOutcome> outcome = new CompletableFuture<>();

    PendingOutcome(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Whether nobody waits any more. */
    boolean isSettled() {
        return outcome.isDone();
    }

    /** The same; an outcome whose deadline has passed is settled by this look. */
    boolean isOver() {
        if (!isSettled() && deadline.isPassed()) {
            complete(new AppendOutcome.Unavailable());
        }
        return isSettled();
    }

    /** Settles it, unless it is settled. */
    void complete(AppendOutcome result) {
        outcome.complete(result);
    }

    /** Waits until it is settled. {@link HeldRequests} sees to that. */
    AppendOutcome await() {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            complete(new AppendOutcome.Unavailable());
            return outcome.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome is a value, never a failure", e);
        }
    }
}
