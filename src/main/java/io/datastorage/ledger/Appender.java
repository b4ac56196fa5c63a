package io.datastorage.ledger;

import java.util.Optional;

/** Puts records into the log. */
public final class Appender {
    /** Appends a request's events and waits for the outcome. */
    public AppendOutcome append(AppendRequest request) {
        throw new UnsupportedOperationException();
    }

    /** The outcome of an earlier request with this identity, if it is in the log for good. */
    public Optional<AppendOutcome> earlier(RequestIdentity identity) {
        throw new UnsupportedOperationException();
    }
}
