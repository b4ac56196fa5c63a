package io.datastorage.ledger;

/** A request that waits for the appender. */
record Pending(AppendRequest request, PendingOutcome outcome) {
    /** Whether nobody waits for the outcome any more. */
    boolean isSettled() {
        return outcome.isSettled();
    }

    void complete(AppendOutcome result) {
        outcome.complete(result);
    }
}
