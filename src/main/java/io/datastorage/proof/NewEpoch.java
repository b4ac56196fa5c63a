package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Commitments;
import io.datastorage.event.Entry;
import io.datastorage.event.PreparedEvent;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.ExactAppend;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogIdentity;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.Receipt;
import io.datastorage.log.Frontier;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.Transition;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Begins a new epoch of a log whose database is not what was signed: an operator gives up what was lost, and says so.
 *
 * <p>The first record of the epoch is committed before the held head is swapped, and the swap begins the epoch. A crash
 * between the two leaves a record that says that an epoch was to begin; the next attempt completes that one, or is refused
 * if it decides something else.
 */
final class NewEpoch {
    private final PresentKeys keys;
    private final HeldHeadStore store;
    private final LogStates states;
    private final LogTiles tiles;
    private final LogEntries entries;
    private final Checkpoints checkpoints;
    private final ExactAppend append;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    NewEpoch(PresentKeys keys, HeldHeadStore store, LogStates states, LogTiles tiles, LogEntries entries,
            Checkpoints checkpoints, ExactAppend append, Clock clock) {
        this.keys = keys;
        this.store = store;
        this.states = states;
        this.tiles = tiles;
        this.entries = entries;
        this.checkpoints = checkpoints;
        this.append = append;
        this.clock = clock;
    }

    /**
     * What an operator decides.
     *
     * @param size of the log that is kept; it must be what the database has
     * @param decidedBy a name
     * @param reason in words
     */
    record Decision(long size, String decidedBy, String reason) {}

    /**
     * A new epoch that has begun.
     *
     * @param head the first checkpoint under its origin
     * @param transition the note that leads to it
     * @param first the receipt of its first record
     */
    record Begun(HeldHead head, String transition, Receipt first) {}

    /**
     * Begins it.
     *
     * @throws LogMismatchException if there is nothing to give up, or the database is not what was decided about, or
     *     another installation's, or does not give its own root
     * @throws IOException if the held head cannot be reached: whether the epoch has begun, the next look at it shows
     */
    Begun begin(Decision decision) throws IOException {
        String text = store.read();
        if (text == null) {
            throw new LogMismatchException(
                    "no head is held, so nothing that was signed is lost: see held-head confirm");
        }
        HeldHead held = HeldHead.read(text, keys.configured());
        LogIdentity old = held.keys().identity();
        Signer.requireIdentity(old, checkpoints.identity().orElse(old));
        LogSnapshot found = states.newest();
        if (held.isBeginningOf(found, tiles)) {
            throw new LogMismatchException("the database continues what was signed, so nothing is to be given up"
                    + (old.epoch() == 0
                            ? ""
                            : ". The log is in epoch %d: held-head show prints the note that led there"
                                    .formatted(old.epoch())));
        }
        SigningKeys present = held.keys().in(old.epoch() + 1);
        First first = unfinished(held, present, found, decision)
                .orElseGet(() -> append(held, present, found, decision));
        long size = first.kept.size() + 1;
        // Of what was compared, so that nobody can have changed a tile in between.
        String note = present.sign(size, tree(first.kept).append(List.of(first.receipt.eventHash())).root());
        String transition = transition(held, present, first.kept);
        if (!store.begin(text, note, present.identity().epoch(), transition)) {
            throw new LogMismatchException(
                    "somebody else has changed the held head in between, and held-head show tells"
                            + " whether an epoch has begun. Its record is in the log, which has %,d records now"
                                    .formatted(size));
        }
        checkpoints.register(present.identity());
        // Before the checkpoint that they sign: who checks that in between must know them.
        present.verifiers().forEach(key -> checkpoints.addKey(key.toString()));
        checkpoints.release(new Checkpoints.Stored(present.identity().epoch(), size, note));
        return new Begun(HeldHead.read(note, keys.configured()), transition, first.receipt);
    }

    /** The first record of an epoch, in the log for good, and what it was appended to. */
    private record First(LogSnapshot kept, Receipt receipt) {}

    private First append(HeldHead held, SigningKeys present, LogSnapshot found, Decision decision) {
        if (found.size() != decision.size()) {
            throw new LogMismatchException(
                    "the database has %,d records, and --size says %,d: decide about what is there"
                            .formatted(found.size(), decision.size()));
        }
        tree(found);
        byte[] salt = new byte[Commitments.SALT_BYTES];
        random.nextBytes(salt);
        EpochRecord record = new EpochRecord(held.keys().identity(), held.log(), present.identity(), found);
        PreparedEvent event = Commitments.prepare(
                record.event(decision, clock.instant().truncatedTo(ChronoUnit.MICROS)), null, salt);
        return new First(found, append.append(event, found));
    }

    /** The tree of a log, if its records and tiles give the root that its state has. */
    private Frontier tree(LogSnapshot log) {
        Frontier tree = Frontier.of(log.size(), tiles);
        if (!Arrays.equals(tree.root(), log.root())) {
            throw new LogMismatchException("the records and tiles in the database do not give the root of its newest"
                    + " state, of %,d records, so it cannot be signed: restore another copy".formatted(log.size()));
        }
        return tree;
    }

    /** What an attempt left behind that ended between its append and its swap, and that gave up the same head. */
    private Optional<First> unfinished(HeldHead held, SigningKeys present, LogSnapshot found, Decision decision) {
        long index = found.size() - 1;
        Optional<AuditRecord> newest = entries.record(index)
                .filter(r -> r.event().correlationId().equals(EpochRecord.correlationId(present.identity())));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        AuditRecord record = newest.get();
        LogSnapshot kept = new LogSnapshot(index, Proofs.root(index, tiles));
        Optional<Decision> decided = new EpochRecord(held.keys().identity(), held.log(), present.identity(), kept)
                .decisionIn(record);
        if (decided.isEmpty() || !Proofs.checkInclusion(Proofs.inclusion(index, found.size(), tiles), index,
                Entry.hash(LogEntries.entry(record)), found.size(), found.root())) {
            return Optional.empty();
        }
        Decision before = decided.get();
        if (!before.equals(decision)) {
            throw new LogMismatchException(
                    "log index %d is the first record of this epoch, of an attempt that did not end. Complete that with"
                            .formatted(index)
                            + " --size=%d, --decided-by='%s' and --reason='%s'".formatted(before.size,
                                    before.decidedBy, before.reason)
                            + ", or restore the database once more");
        }
        // What is signed must outlive a failover.
        states.awaitDurable();
        return Optional.of(new First(kept, new Receipt(record.placement().eventId(), record.event().eventTimestamp(),
                index, record.eventHash())));
    }

    private static String transition(HeldHead held, SigningKeys present, LogSnapshot kept) {
        LogSnapshot lost = held.log();
        String text = new Transition(held.keys().identity().origin(), new Transition.Head(lost.size(), lost.root()),
                present.identity().origin(), new Transition.Head(kept.size(), kept.root()), present.verifiers()).text();
        return new SignedNote(text, Stream.concat(held.keys().keys().stream(), present.keys().stream())
                .map(key -> key.sign(text)).toList()).encode();
    }
}
