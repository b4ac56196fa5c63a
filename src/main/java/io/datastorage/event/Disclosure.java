package io.datastorage.event;

/**
 * What opens one commitment of an entry.
 *
 * @param field its name in the API and in the entry's {@code commitments}
 * @param salt the field's, 16 bytes
 * @param value canonical JSON of the value, a string with its quotes
 */
public record Disclosure(String field, byte[] salt, String value) {}
