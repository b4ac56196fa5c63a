package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LogIdentity;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Signs the log as it is, and only forward: a checkpoint is released by swapping it into the held head, and it is made
 * from the head it replaces. So no two checkpoints of one size differ and none is smaller than one before, however many
 * signers there are and wherever one stops.
 *
 * <p>A crash before the swap leaves nothing. After it, the checkpoint is released although the database may lack its
 * row, and the next attempt adds that.
 */
final class Signer {
    private final SigningKeys keys;
    private final HeldHeadStore store;
    private final LogStates states;
    private final LogTiles tiles;
    private final Checkpoints checkpoints;

    Signer(SigningKeys keys, HeldHeadStore store, LogStates states, LogTiles tiles, Checkpoints checkpoints) {
        this.keys = keys;
        this.store = store;
        this.states = states;
        this.tiles = tiles;
        this.checkpoints = checkpoints;
    }

    /**
     * Compares the database with the held head, and signs what was appended since, unless somebody else has just signed.
     *
     * @param last the head that was held at the last attempt; null at the first
     * @throws LogMismatchException if the database is not the log that was signed
     * @throws IOException if the held head cannot be reached
     */
    SigningRound run(@Nullable HeldHead last) throws IOException {
        checkIdentity();
        // The head first: what was signed had been committed before.
        @Nullable
        String text = store.read();
        LogSnapshot log = states.newest();
        if (text == null) {
            return log.size() > 0 ? new SigningRound.Unconfirmed(log.size()) : swap(null, log);
        }
        HeldHead held = HeldHead.read(text, keys);
        held.requireBeginningOf(log, tiles);
        boolean wanting = log.size() > held.checkpoint().size() || !keys.signedExactly(held.note());
        return wanting && (last == null || last.text().equals(text)) ? swap(text, log) : new SigningRound.Held(held);
    }

    /**
     * Holds and releases a first checkpoint of a log that is not empty: the confirmation of an operator that it is the
     * log it should be.
     *
     * @throws LogMismatchException if a head is held already: then a log is never confirmed beside it
     */
    SigningRound confirm() throws IOException {
        checkIdentity();
        if (store.read() != null) {
            throw new LogMismatchException("a head is held already, and what was signed cannot be taken back");
        }
        return swap(null, states.newest());
    }

    private SigningRound swap(@Nullable String expected, LogSnapshot log) throws IOException {
        states.awaitDurable();
        String note = keys.sign(log.size(), log.root());
        return store.swap(expected, note)
                ? new SigningRound.Held(HeldHead.read(note, keys))
                : new SigningRound.Contended();
    }

    private void checkIdentity() {
        LogIdentity wanted = keys.identity();
        LogIdentity stored = checkpoints.identity().orElseGet(() -> {
            checkpoints.register(wanted);
            return checkpoints.identity().orElse(wanted);
        });
        requireIdentity(wanted, stored);
    }

    /**
     * Checks that a key and a database belong together.
     *
     * @throws LogMismatchException if they are of two logs
     */
    static void requireIdentity(LogIdentity wanted, LogIdentity stored) {
        if (!stored.equals(wanted)) {
            throw new LogMismatchException(
                    "the database holds the log %s, and the signing key is that of %s: one of the two belongs to another"
                            .formatted(stored.origin(), wanted.origin()) + " installation");
        }
    }
}
