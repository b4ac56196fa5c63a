package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Entry;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.proof.LogTree.Leaf;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** The check of one record by itself: the entry that its columns give, its stored hash, and its leaf in the tree. */
final class RecordCheck {
    private RecordCheck() {}

    /** What was found. */
    sealed interface Verdict {
        /** The columns give the stored hash, and the tree has it. */
        record Sound(byte[] hash) implements Verdict {}

        /** The columns give the stored hash; nothing that is trusted says whether the log has it. */
        record Unproven(byte[] hash) implements Verdict {}

        /**
         * Something was changed.
         *
         * @param expected what the hash should be, 32 bytes; null if nothing says
         * @param message for an auditor
         */
        record Bad(LogFinding.Kind kind, byte @Nullable [] expected, String message) implements Verdict {}
    }

    /** Checks a record that stands at the log index it says. */
    static Verdict of(AuditRecord record, LogTree tree) {
        return of(record, computed(record), tree.leaf(record.placement().logIndex()));
    }

    /** The same, with the hash that the record's columns give, or null if they give none, and its leaf. */
    static Verdict of(AuditRecord record, byte @Nullable [] computed, Leaf leaf) {
        byte @Nullable [] known = leaf instanceof Leaf.Known(byte[] hash) ? hash : null;
        if (computed == null || !Arrays.equals(computed, record.eventHash())) {
            return new Verdict.Bad(LogFinding.Kind.RECORD, known == null ? computed : known,
                    "The stored columns do not give the stored hash: " + (computed != null
                            && Arrays.equals(computed, known)
                                    ? "the hash was changed; the log's tree has the one that the columns give."
                                    : "the record was changed."));
        }
        if (known == null) {
            return new Verdict.Unproven(computed);
        }
        return Arrays.equals(known, computed)
                ? new Verdict.Sound(computed)
                : new Verdict.Bad(LogFinding.Kind.REPLACED, known,
                        "The record and its hash are not those that the log's tree has: the record was replaced.");
    }

    /** The hash that the columns give; null if they give none, which those of no record that was appended do. */
    static byte @Nullable [] computed(AuditRecord record) {
        try {
            return Entry.hash(LogEntries.entry(record));
        } catch (LogMismatchException e) {
            return null;
        }
    }
}
