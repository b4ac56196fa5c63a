package io.datastorage.proof;

import java.util.Locale;

/** Where signing stands, in words that metrics and the status page share. */
enum SigningState {
    /** Not yet compared with the held head. */
    STARTING,
    /** Signed and shown. */
    SIGNING,
    /** No head is held although the log is not empty: an operator has to confirm it. */
    UNCONFIRMED,
    /** The store of the held head cannot be reached. */
    HELD_HEAD_UNREACHABLE,
    /** The database cannot be reached. */
    DATABASE_UNREACHABLE,
    /** The database is not the log that was signed. */
    MISMATCH;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
