package io.datastorage.ledger;

import java.util.List;

/** How an append ended. */
public sealed interface AppendOutcome {
    /**
     * In the log and committed.
     *
     * @param receipts one per event, in request order
     * @param replayed an earlier, equal request stored them; nothing was stored now
     */
    record Stored(List<Receipt> receipts, boolean replayed) implements AppendOutcome {}

    /** The identity belongs to an earlier request with another body; nothing was stored. */
    record IdentityReused() implements AppendOutcome {}

    /** The queue is full; nothing was stored. */
    record QueueFull() implements AppendOutcome {}

    /**
     * Not acknowledged in time. The request is safe to send again: if it was stored after all, the repetition returns
     * its receipts.
     */
    record Unavailable() implements AppendOutcome {}

    /**
     * Not acknowledged: the log in the database is not the one this instance has seen, and it appends nothing more until
     * an operator has looked.
     */
    record Stopped() implements AppendOutcome {}

    /** The database refuses these very events and will again; nothing was stored. */
    record Refused() implements AppendOutcome {}
}
