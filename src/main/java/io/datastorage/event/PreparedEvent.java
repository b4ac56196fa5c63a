package io.datastorage.event;

import org.jspecify.annotations.Nullable;

import java.util.SortedMap;

/**
 * An event with its salt drawn and its commitments computed: all of an entry that needs no lock.
 *
 * @param salt 16 random bytes
 * @param commitments field name to commitment (32 bytes), for every disclosable field that is set
 * @param eventData the canonical form of {@code event_data}
 * @param extra the canonical form of {@code extra}; null when there is none
 * @param outline its entry without its place
 */
public record PreparedEvent(
        Event event,
        @Nullable String recordedBy,
        byte[] salt,
        SortedMap<String, byte[]> commitments,
        byte[] eventData,
        byte @Nullable [] extra,
        EntryOutline outline) {}
