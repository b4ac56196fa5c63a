package io.datastorage.proof;

import io.datastorage.ledger.Compared;

/** How an attempt to sign ended, when the database was found to be the log that was signed. */
sealed interface SigningRound {
    /** With what the database was compared. */
    Compared compared();

    /** The head that is held now covers the log, or did a moment ago. */
    record Held(HeldHead head, Compared compared) implements SigningRound {}

    /** Somebody else swapped the held head first; the next attempt sees theirs. */
    record Contended(Compared compared) implements SigningRound {}

    /** No head is held although the log is not empty: nothing is signed until an operator confirms it. */
    record Unconfirmed(Compared compared) implements SigningRound {}
}
