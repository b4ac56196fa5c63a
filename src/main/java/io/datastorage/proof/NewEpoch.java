package io.datastorage.proof;

import io.datastorage.event.Commitments;
import io.datastorage.event.Event;
import io.datastorage.event.JsonValue;
import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import io.datastorage.event.PreparedEvent;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.ExactAppend;
import io.datastorage.ledger.LogIdentity;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.Receipt;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.Transition;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Begins a new epoch of a log whose database is not what was signed: an operator gives up what was lost, and says so.
 *
 * <p>The first record of the epoch is committed before the held head is swapped, and the swap begins the epoch. A crash
 * between the two leaves a record that says that an epoch was to begin; the next attempt appends another.
 */
final class NewEpoch {
    private static final int RETENTION_DAYS = 2555;

    private final PresentKeys keys;
    private final HeldHeadStore store;
    private final LogStates states;
    private final LogTiles tiles;
    private final Checkpoints checkpoints;
    private final ExactAppend append;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    NewEpoch(PresentKeys keys, HeldHeadStore store, LogStates states, LogTiles tiles, Checkpoints checkpoints,
            ExactAppend append, Clock clock) {
        this.keys = keys;
        this.store = store;
        this.states = states;
        this.tiles = tiles;
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
     *     another installation's
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
        LogSnapshot kept = states.newest();
        if (held.isBeginningOf(kept, tiles)) {
            throw new LogMismatchException("the database continues what was signed, so nothing is to be given up");
        }
        if (kept.size() != decision.size()) {
            throw new LogMismatchException(
                    "the database has %,d records, and --size says %,d: decide about what is there"
                            .formatted(kept.size(), decision.size()));
        }
        SigningKeys present = held.keys().in(old.epoch() + 1);
        Receipt first = append.append(record(old, held.log(), present.identity(), kept, decision), kept);
        long size = kept.size() + 1;
        String note = present.sign(size, Proofs.root(size, tiles));
        String transition = transition(held, present, kept);
        if (!store.begin(text, note, present.identity().epoch(), transition)) {
            throw new LogMismatchException("somebody else has changed the held head; no epoch has begun. A record that"
                    + " says so is in the log. See held-head show");
        }
        checkpoints.register(present.identity());
        // Before the checkpoint that they sign: who checks that in between must know them.
        present.verifiers().forEach(key -> checkpoints.addKey(key.toString()));
        checkpoints.release(new Checkpoints.Stored(present.identity().epoch(), size, note));
        return new Begun(HeldHead.read(note, keys.configured()), transition, first);
    }

    private static String transition(HeldHead held, SigningKeys present, LogSnapshot kept) {
        LogSnapshot lost = held.log();
        String text = new Transition(held.keys().identity().origin(), new Transition.Head(lost.size(), lost.root()),
                present.identity().origin(), new Transition.Head(kept.size(), kept.root()), present.verifiers()).text();
        return new SignedNote(text, Stream.concat(held.keys().keys().stream(), present.keys().stream())
                .map(key -> key.sign(text)).toList()).encode();
    }

    private PreparedEvent record(LogIdentity old, LogSnapshot held, LogIdentity present, LogSnapshot kept,
            Decision decision) {
        JsonObject data = new JsonObject(new TreeMap<>(Map.<String, JsonValue>of(
                "previous_origin", new JsonString(old.origin()),
                "held_size", new JsonNumber(Long.toString(held.size())),
                "held_root", new JsonString(base64(held.root())),
                "origin", new JsonString(present.origin()),
                "restored_size", new JsonNumber(Long.toString(kept.size())),
                "restored_root", new JsonString(base64(kept.root())),
                "decided_by", new JsonString(decision.decidedBy()),
                "reason", new JsonString(decision.reason()))));
        Event event = new Event("1.0", "datastorage.epoch.begun", clock.instant().truncatedTo(ChronoUnit.MICROS),
                Event.INTERNAL_CATEGORY, "begun", "success", "operator", decision.decidedBy(), null, "log",
                present.origin(),
                "datastorage/epoch/" + present.epoch(), null, null, null, null, null, null, null, null, RETENTION_DAYS,
                false, data, null);
        byte[] salt = new byte[Commitments.SALT_BYTES];
        random.nextBytes(salt);
        return Commitments.prepare(event, null, salt);
    }

    private static String base64(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }
}
