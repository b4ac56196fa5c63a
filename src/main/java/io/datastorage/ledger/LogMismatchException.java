package io.datastorage.ledger;

/** The database holds another log than this instance has seen: nothing may be appended to it. */
final class LogMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LogMismatchException(String message) {
        super(message);
    }
}
