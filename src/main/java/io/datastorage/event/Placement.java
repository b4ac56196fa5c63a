package io.datastorage.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * Where the log puts a record: everything in its entry that the client does not decide.
 *
 * @param logIndex 0-based position in the log
 * @param recordedAt the database's clock, in microseconds, never before the record in front
 * @param eventId UUIDv7 that carries {@code recordedAt} and {@code logIndex}, see {@link EventId}
 * @param chainSeq 0-based position in the chain of the correlation
 * @param previousEventHash event hash (32 bytes) of the record before it in the chain; null for the first
 */
public record Placement(
        long logIndex, Instant recordedAt, UUID eventId, long chainSeq, byte @Nullable [] previousEventHash) {}
