package io.datastorage.proof;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * Something that is wrong with the log.
 *
 * @param logIndex the first log index it concerns; null if it concerns none, or which one cannot be told
 * @param message for an auditor; names indexes, sizes and tables' roles, and nothing of what clients posted
 */
record LogFinding(Kind kind, @Nullable Long logIndex, String message) {
    /** What is wrong, in words that metrics and the status page share. */
    enum Kind {
        /** A log index has no record. */
        MISSING,
        /** A record does not give its hash. */
        RECORD,
        /** A record and its hash are not what the tree has. */
        REPLACED,
        /** A record does not follow the one before it in its chain. */
        LINK,
        /** A chain's head is not its newest record. */
        HEAD,
        /** A record is kept from searches that should be shown, or the other way round. */
        INTERNAL,
        /** The table of segments does not fit the records. */
        SEGMENT,
        /** A stored tile is not in the tree. */
        TILE,
        /** The records do not give the root that was signed, or that the log's newest state has. */
        ROOT,
        /** A stored checkpoint is not the log's. */
        CHECKPOINT,
        /** A row stands beyond the end of the log. */
        SURPLUS,
        /** The database is not the log that was signed. */
        HELD_HEAD;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
