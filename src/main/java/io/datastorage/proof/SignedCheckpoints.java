package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LogIdentity;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.MalformedException;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The stored checkpoints, of which only those count that a key of the log has signed. */
final class SignedCheckpoints {
    private static final int CONSIDERED = 1_000;

    private final Checkpoints checkpoints;
    private final @Nullable PresentKeys keys;

    /** @param keys null where nothing is signed; then no stored checkpoint counts */
    SignedCheckpoints(Checkpoints checkpoints, @Nullable PresentKeys keys) {
        this.checkpoints = checkpoints;
        this.keys = keys;
    }

    private Optional<SigningKeys> present() {
        return keys == null ? Optional.empty() : keys.get();
    }

    /** The heads that the present keys signed, below a size; largest first. */
    List<LogSnapshot> below(long size) {
        List<LogSnapshot> heads = new ArrayList<>();
        SigningKeys present = present().orElse(null);
        if (present != null) {
            for (Checkpoints.Stored stored : checkpoints.newest(CONSIDERED)) {
                read(stored.note()).filter(note -> present.signedAny(note.note()))
                        .map(Read::checkpoint)
                        .filter(head -> head.origin().equals(present.identity().origin()) && head.size() < size)
                        .ifPresent(head -> heads.add(new LogSnapshot(head.size(), head.root())));
            }
        }
        heads.sort((a, b) -> Long.compare(b.size(), a.size()));
        return heads;
    }

    /** A stored note that is a checkpoint. */
    record Read(SignedNote note, Checkpoint checkpoint) {}

    /** Reads a note; empty if it is no checkpoint. */
    static Optional<Read> read(String text) {
        try {
            SignedNote note = SignedNote.parse(text);
            return Optional.of(new Read(note, Checkpoint.parse(note.text())));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** The newest epoch of the log; empty while it has no identity. */
    Optional<LogIdentity> identity() {
        return present().map(SigningKeys::identity).or(checkpoints::identity);
    }

    /** The keys that sign, and those that the database says did. */
    Set<VerifierKey> keys() {
        Set<VerifierKey> all = new HashSet<>();
        present().ifPresent(present -> all.addAll(present.verifiers()));
        for (String key : checkpoints.keys()) {
            try {
                all.add(VerifierKey.parse(key));
            } catch (MalformedException e) {
                // Whatever it was, nothing is verified by it.
            }
        }
        return all;
    }
}
