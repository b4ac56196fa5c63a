package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.Hashes;
import io.datastorage.log.MalformedException;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which keys sign and which did. When a key is no longer configured, its successor signs what the last checkpoint was
 * that the retired key signed, so that a signature of it on anything larger is known for a forgery. Not safe for threads.
 */
final class KeyHistory {
    private static final Logger log = LoggerFactory.getLogger(KeyHistory.class);
    private static final int SEARCHED_CHECKPOINTS = 1_000;

    private final Checkpoints checkpoints;
    private boolean upToDate;

    KeyHistory(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    /**
     * Adds what is new after a checkpoint was released; once, since the keys of a running service do not change.
     *
     * @param keys in the present epoch
     */
    void update(SigningKeys keys) {
        if (upToDate) {
            return;
        }
        Set<String> present = keys.verifiers().stream().map(VerifierKey::toString).collect(Collectors.toSet());
        Set<String> known = new HashSet<>(checkpoints.keys());
        present.stream().filter(key -> !known.contains(key)).forEach(checkpoints::addKey);
        known.removeAll(present);
        // Where those of an earlier epoch ended, the transition says.
        known.removeIf(key -> !VerifierKey.parse(key).name().equals(keys.identity().origin()));
        checkpoints.retirements().forEach(retirement -> known.remove(retirement.verifierKey()));
        known.forEach(key -> checkpoints.retire(retirement(keys, VerifierKey.parse(key))));
        upToDate = true;
    }

    /** The statement, as a signed note: origin, what it is, the retired key, and the last size and root it signed. */
    private Checkpoints.Retirement retirement(SigningKeys keys, VerifierKey retired) {
        LogSnapshot last = lastSignedBy(retired);
        // Joined, not formatted: a locale may have digits of its own.
        String text = String.join("\n", keys.identity().origin(), "retired key " + retired, Long.toString(last.size()),
                Base64.getEncoder().encodeToString(last.root()), "");
        return new Checkpoints.Retirement(retired.toString(), last.size(), keys.sign(text));
    }

    private LogSnapshot lastSignedBy(VerifierKey key) {
        for (Checkpoints.Stored stored : checkpoints.newest(SEARCHED_CHECKPOINTS)) {
            try {
                SignedNote note = SignedNote.parse(stored.note());
                if (key.verifies(note)) {
                    Checkpoint checkpoint = Checkpoint.parse(note.text());
                    return new LogSnapshot(checkpoint.size(), checkpoint.root());
                }
            } catch (MalformedException e) {
                log.warn("The stored checkpoint of size {} was changed: {}", stored.size(), e.getMessage());
            }
        }
        return new LogSnapshot(0, Hashes.empty());
    }
}
