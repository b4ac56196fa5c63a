package io.datastorage.ledger;

import io.datastorage.event.Placement;
import io.datastorage.event.PreparedEvent;

/**
 * An event with its place in the log and the hash that seals both.
 *
 * @param hash 32 bytes
 */
record Placed(PreparedEvent event, Placement placement, byte[] hash) {
    Receipt receipt() {
        return new Receipt(
                placement.eventId(), event.event().eventTimestamp(), placement.logIndex(), hash);
    }
}
