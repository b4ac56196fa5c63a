package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A commit was sent and its outcome is not known, or not known to be durable.
 *
 * <p>What a crash leaves behind: either nothing of the group, or all of it, told apart by the group's first record.
 */
final class OutcomeUnknownException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Placed first;
    private final transient GroupResult result;

    /**
     * @param first the group's first record
     * @param result what the group's requests are answered if the commit went through
     */
    OutcomeUnknownException(Placed first, GroupResult result, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.first = first;
        this.result = result;
    }

    Placed first() {
        return first;
    }

    GroupResult result() {
        return result;
    }
}
