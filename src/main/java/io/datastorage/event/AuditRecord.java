package io.datastorage.event;

import org.jspecify.annotations.Nullable;

/**
 * A record as the log stores it: the event, its place, and the hash that seals both.
 *
 * @param recordedBy the authenticated identity that posted it; null while there is none
 * @param salt 16 random bytes, from which every field salt derives; null once a field was erased
 * @param eventHash SHA-256 of 0x00 and the entry, 32 bytes, as stored (not recomputed)
 */
public record AuditRecord(
        Event event, Placement placement, @Nullable String recordedBy, byte @Nullable [] salt, byte[] eventHash) {}
