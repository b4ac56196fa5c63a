package io.datastorage.verify;

/** How a command ends. The codes are part of the interface. */
enum Exit {
    /** Everything that was asked about verifies. */
    VERIFIED(0, "verified"),
    /** Something does not: it was changed, left out or moved, is malformed, or is not signed by the given key. */
    DOES_NOT_VERIFY(1, "DOES NOT VERIFY"),
    /** The command line, or the key that it gives, cannot be understood. */
    MISUSED(2, "not understood"),
    /** A file or the log could not be read, so nothing can be said. */
    UNREADABLE(3, "could not be read");

    private final int code;
    private final String verdict;

    Exit(int code, String verdict) {
        this.code = code;
        this.verdict = verdict;
    }

    int code() {
        return code;
    }

    String verdict() {
        return verdict;
    }
}
