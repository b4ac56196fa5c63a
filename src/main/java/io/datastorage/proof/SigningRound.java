package io.datastorage.proof;

/** How an attempt to sign ended. */
sealed interface SigningRound {
    /** The head that is held now covers the log, or did a moment ago. */
    record Held(HeldHead head) implements SigningRound {}

    /** Somebody else swapped the held head first; the next attempt sees theirs. */
    record Contended() implements SigningRound {}

    /** No head is held although the log is not empty: nothing is signed until an operator confirms it. */
    record Unconfirmed(long size) implements SigningRound {}
}
