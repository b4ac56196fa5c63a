package io.datastorage.ledger;

import io.datastorage.event.AuditRecord;

import java.util.Optional;
import java.util.UUID;

/** Reads records and pages. A database that cannot be asked gives a {@code DataAccessException}. */
public final class EventReader {
    /** The record with this id. */
    public Optional<AuditRecord> byId(UUID eventId) {
        throw new UnsupportedOperationException();
    }

    /** One page of a search. */
    public Page page(PageRequest request) {
        throw new UnsupportedOperationException();
    }
}
