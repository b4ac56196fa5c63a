package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.Compared;
import io.datastorage.ledger.LogIdentity;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.log.Hashes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger log = LoggerFactory.getLogger(Signer.class);

    private final PresentKeys keys;
    private final HeldHeadStore store;
    private final LogStates states;
    private final LogTiles tiles;
    private final Checkpoints checkpoints;

    Signer(PresentKeys keys, HeldHeadStore store, LogStates states, LogTiles tiles, Checkpoints checkpoints) {
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
        // The head first: what was signed had been committed before.
        @Nullable
        String text = store.read();
        LogStates.Seen seen = states.seen();
        if (text == null) {
            Unheld unheld = unheld(seen);
            return seen.log().size() > 0
                    ? new SigningRound.Unconfirmed(unheld.compared)
                    : swap(null, seen.log(), unheld.present, unheld.compared);
        }
        HeldHead held = HeldHead.read(text, keys.configured());
        LogIdentity identity = held.keys().identity();
        requireIdentity(identity, checkpoints.identity().orElse(identity));
        held.requireBeginningOf(seen.log(), tiles);
        become(held.keys());
        Compared compared = new Compared(seen.server(), held.log(), identity.origin());
        boolean wanting = seen.log().size() > held.checkpoint().size() || !held.keys().signedExactly(held.note());
        return wanting && (last == null || last.text().equals(text))
                ? swap(text, seen.log(), held.keys(), compared)
                : new SigningRound.Held(held, compared);
    }

    /**
     * Holds and releases a first checkpoint of a log that is not empty: the confirmation of an operator that it is the
     * log it should be.
     *
     * @throws LogMismatchException if a head is held already: then a log is never confirmed beside it
     */
    SigningRound confirm() throws IOException {
        if (store.read() != null) {
            throw new LogMismatchException("a head is held already, and what was signed cannot be taken back");
        }
        LogStates.Seen seen = states.seen();
        Unheld unheld = unheld(seen);
        return swap(null, seen.log(), unheld.present, unheld.compared);
    }

    /** A log that no head is held of. */
    private record Unheld(SigningKeys present, Compared compared) {}

    /** Without a head, the database's word for the epoch must do, if it is of this log. */
    private Unheld unheld(LogStates.Seen seen) {
        LogIdentity configured = keys.configured().identity();
        LogIdentity stored = checkpoints.identity().orElse(configured);
        if (!stored.isSameLog(configured) || stored.epoch() < configured.epoch()) {
            requireIdentity(configured, stored);
        }
        SigningKeys present = keys.configured().in(Math.max(stored.epoch(), configured.epoch()));
        become(present);
        return new Unheld(present,
                new Compared(seen.server(), new LogSnapshot(0, Hashes.empty()), present.identity().origin()));
    }

    private void become(SigningKeys present) {
        if (keys.get().isEmpty()) {
            LogIdentity identity = present.identity();
            checkpoints.register(identity);
            // Somebody else may have registered another at the same time.
            requireIdentity(identity, checkpoints.identity().orElse(identity));
        }
        if (keys.become(present)) {
            present.verifiers().forEach(key -> log.info("Checkpoints are verified with the key {}", key));
        }
    }

    private SigningRound swap(@Nullable String expected, LogSnapshot head, SigningKeys present, Compared compared)
            throws IOException {
        states.awaitDurable();
        String note = present.sign(head.size(), head.root());
        return store.swap(expected, note)
                ? new SigningRound.Held(HeldHead.read(note, keys.configured()), compared)
                : new SigningRound.Contended(compared);
    }

    /**
     * Checks that a held head, or a key, and a database belong together.
     *
     * @param wanted of the held head
     * @param stored of the database, which may lag behind: it was restored from before an epoch began, and then either
     *     lacks records or nothing
     * @throws LogMismatchException if they are of two logs, or the database knows of a later epoch
     */
    static void requireIdentity(LogIdentity wanted, LogIdentity stored) {
        if (!stored.isSameLog(wanted)) {
            throw new LogMismatchException(
                    "the database holds the log %s, and the signing key is that of %s: one of the two belongs to another"
                            .formatted(stored.origin(), wanted.origin()) + " installation");
        }
        if (stored.epoch() > wanted.epoch()) {
            throw new LogMismatchException(
                    "the database is in epoch %d of the log, and the held head in epoch %d: the held head was restored"
                            .formatted(stored.epoch(), wanted.epoch()) + " from an older copy");
        }
    }
}
