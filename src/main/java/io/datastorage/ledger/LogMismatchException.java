package io.datastorage.ledger;

/**
 * The database holds another log than this instance has seen or signed, or lacks part of it: nothing may be appended to
 * it. The message names sizes, indexes and tables, and nothing of what clients posted.
 */
public final class LogMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong, for an operator. */
    public LogMismatchException(String message) {
        super(message);
    }
}
