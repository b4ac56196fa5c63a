package io.datastorage.event;

import java.security.MessageDigest;

/**
 * An entry without what only the log can say of it: the bytes between the values of a {@link Placement}. It is made before
 * the append lock is taken, so that little is left to do while it is held.
 *
 * @param toChainSeq up to the value of {@code chain_seq}
 * @param toEventId from there up to the value of {@code event_id}
 * @param toLogIndex from there up to the value of {@code log_index}
 * @param toPreviousHash from there up to the comma before {@code previous_event_hash} or, without it, {@code recorded_at}
 * @param fromRecordedAt from behind the value of {@code recorded_at} to the end
 */
record EntryOutline(
        byte[] toChainSeq, byte[] toEventId, byte[] toLogIndex, byte[] toPreviousHash, byte[] fromRecordedAt) {
    private static final int PLACEMENT_BYTES = 256;

    /** The entry at a place in the log, in UTF-8. */
    byte[] at(Placement placement) {
        return written(placement).take();
    }

    /** Hashes the entry at a place in the log, which is nowhere as bytes then. */
    void hash(Placement placement, MessageDigest digest) {
        written(placement).drain(digest);
    }

    private CanonicalForm written(Placement placement) {
        CanonicalForm entry = new CanonicalForm(toChainSeq.length + toEventId.length + toLogIndex.length
                + toPreviousHash.length + fromRecordedAt.length + PLACEMENT_BYTES);
        entry.raw(toChainSeq).ascii(Long.toString(placement.chainSeq()));
        entry.raw(toEventId).ascii('"').ascii(placement.eventId().toString()).ascii('"');
        entry.raw(toLogIndex).ascii(Long.toString(placement.logIndex()));
        entry.raw(toPreviousHash);
        byte[] previous = placement.previousEventHash();
        if (previous != null) {
            entry.ascii(",\"previous_event_hash\":\"").hex(previous).ascii('"');
        }
        entry.ascii(",\"recorded_at\":\"").ascii(Timestamps.entryForm(placement.recordedAt())).ascii('"');
        return entry.raw(fromRecordedAt);
    }
}
