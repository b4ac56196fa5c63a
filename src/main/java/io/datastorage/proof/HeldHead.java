package io.datastorage.proof;

import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.MalformedException;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.TileReader;

/**
 * A note that was held, understood.
 *
 * @param text the signed note as it was held
 * @param keys in the epoch that its origin names
 */
record HeldHead(String text, SignedNote note, Checkpoint checkpoint, SigningKeys keys) {
    /**
     * Reads a note that these keys must have signed, in the epoch of their origin or in a later one: only they can begin
     * one.
     *
     * @throws LogMismatchException if it is not a checkpoint of theirs
     */
    static HeldHead read(String text, SigningKeys configured) {
        SignedNote note;
        Checkpoint checkpoint;
        try {
            note = SignedNote.parse(text);
            checkpoint = Checkpoint.parse(note.text());
        } catch (MalformedException e) {
            throw new LogMismatchException("the held head is not a signed checkpoint: " + e.getMessage());
        }
        SigningKeys keys = configured.under(checkpoint.origin()).orElseThrow(() -> new LogMismatchException(
                "the held head is of the log %s, and the signing key of %s".formatted(checkpoint.origin(),
                        configured.identity().origin())));
        if (!keys.signedAny(note)) {
            throw new LogMismatchException("the held head of size %,d was not signed by the configured keys"
                    .formatted(checkpoint.size()));
        }
        return new HeldHead(text, note, checkpoint, keys);
    }

    /**
     * Checks that a log only grew since (RFC 6962 §2.1.2).
     *
     * @param tiles of that log
     * @throws LogMismatchException if it is behind this head or beside it
     */
    void requireBeginningOf(LogSnapshot log, TileReader tiles) {
        long held = checkpoint.size();
        if (log.size() < held) {
            throw new LogMismatchException(
                    "the database is behind the held head: %,d records were signed and it has %,d, so log indexes %d to %d"
                            .formatted(held, log.size(), log.size(), held - 1)
                            + " are missing. It was restored from an older copy, or records were removed");
        }
        if (!isBeginningOf(log, tiles)) {
            throw new LogMismatchException(
                    "the database is beside the held head: its first %,d records are not those that were signed. It was"
                            .formatted(held)
                            + " replaced or rewritten, or another log's was connected");
        }
    }

    /** Whether a log only grew since. */
    boolean isBeginningOf(LogSnapshot log, TileReader tiles) {
        long held = checkpoint.size();
        return log.size() >= held && Proofs.checkConsistency(Proofs.consistency(held, log.size(), tiles), held,
                checkpoint.root(), log.size(), log.root());
    }

    /** The log that it signs. */
    LogSnapshot log() {
        return new LogSnapshot(checkpoint.size(), checkpoint.root());
    }
}
