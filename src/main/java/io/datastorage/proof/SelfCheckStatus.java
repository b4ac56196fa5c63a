package io.datastorage.proof;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Where the self-check stands.
 *
 * @param position records below this log index were checked in the present pass, or after it
 * @param size number of records that it is to check at the moment
 * @param signed whether it compares with a signed checkpoint
 * @param startedAt when the present pass began, or the last one if none is under way
 * @param last the last pass that reached the end; null if none has
 */
record SelfCheckStatus(State state, long position, long size, boolean signed, @Nullable Instant startedAt,
        @Nullable Full last) {
    /** What it is doing. */
    enum State {
        /** Switched off. */
        OFF,
        /** Waiting for the schema. */
        STARTING,
        /** In a pass over the whole log. */
        CHECKING,
        /** Between passes, checking what is appended. */
        FOLLOWING,
        /** The database cannot be asked. */
        PAUSED
    }

    /** A pass over the whole log, of so many records. */
    record Full(Instant startedAt, Instant finishedAt, long records) {}
}
