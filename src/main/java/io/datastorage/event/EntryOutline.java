package io.datastorage.event;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * An entry without what only the log can say of it: the texts between the values of a {@link Placement}. It is made before
 * the append lock is taken, so that little is left to do while it is held.
 *
 * @param toChainSeq up to the value of {@code chain_seq}
 * @param toEventId from there up to the value of {@code event_id}
 * @param toLogIndex from there up to the value of {@code log_index}
 * @param toPreviousHash from there up to the comma before {@code previous_event_hash} or, without it, {@code recorded_at}
 * @param fromRecordedAt from behind the value of {@code recorded_at} to the end
 */
record EntryOutline(
        String toChainSeq, String toEventId, String toLogIndex, String toPreviousHash, String fromRecordedAt) {
    private static final HexFormat HEX = HexFormat.of();

    /** The entry at a place in the log, in UTF-8. */
    byte[] at(Placement placement) {
        StringBuilder entry = new StringBuilder(toChainSeq.length() + toEventId.length() + toLogIndex.length()
                + toPreviousHash.length() + fromRecordedAt.length() + 256);
        entry.append(toChainSeq).append(placement.chainSeq());
        entry.append(toEventId).append('"').append(placement.eventId()).append('"');
        entry.append(toLogIndex).append(placement.logIndex());
        entry.append(toPreviousHash);
        byte[] previous = placement.previousEventHash();
        if (previous != null) {
            entry.append(",\"previous_event_hash\":\"").append(HEX.formatHex(previous)).append('"');
        }
        entry.append(",\"recorded_at\":\"").append(Timestamps.entryForm(placement.recordedAt())).append('"');
        return entry.append(fromRecordedAt).toString().getBytes(StandardCharsets.UTF_8);
    }
}
