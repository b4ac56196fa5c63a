package io.datastorage.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * What a successful post returns for one event: it is in the log, committed, at this place.
 *
 * @param eventHash 32 bytes
 */
public record Receipt(UUID eventId, Instant eventTimestamp, long logIndex, byte[] eventHash) {}
