package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.log.MalformedException;
import io.datastorage.log.NoteSignature;
import io.datastorage.log.SignedNote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints with what witnesses added to them. */
final class Cosigned {
    private static final Logger log = LoggerFactory.getLogger(Cosigned.class);

    private Cosigned() {}

    /** The note of a stored checkpoint with its cosignatures. A stored line that is no signature is left out. */
    static String note(Checkpoints.Stored checkpoint, Checkpoints checkpoints) {
        SignedNote note = SignedNote.parse(checkpoint.note());
        for (String line : checkpoints.cosignatures(checkpoint.epoch(), checkpoint.size())) {
            try {
                for (NoteSignature cosignature : NoteSignature.parse(line + "\n")) {
                    note = note.with(cosignature);
                }
            } catch (MalformedException e) {
                log.warn("A stored cosignature was changed: {}", e.getMessage());
            }
        }
        return note.encode();
    }
}
