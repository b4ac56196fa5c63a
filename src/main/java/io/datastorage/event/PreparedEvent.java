package io.datastorage.event;

import org.jspecify.annotations.Nullable;

/**
 * An event with its salt drawn and its commitments computed: all of a record that needs no lock. Many wait for the
 * appender at once, so it keeps bytes in place of what they were made of.
 *
 * @param event without its documents
 * @param salt 16 random bytes
 * @param eventData the canonical form of {@code event_data}
 * @param extra the canonical form of {@code extra}; null when there is none
 * @param outline its entry without its place
 */
public record PreparedEvent(
        Event event,
        @Nullable String recordedBy,
        byte[] salt,
        byte[] eventData,
        byte @Nullable [] extra,
        EntryOutline outline) {}
