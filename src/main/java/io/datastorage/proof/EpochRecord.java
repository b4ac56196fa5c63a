package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Event;
import io.datastorage.event.JsonValue;
import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import io.datastorage.ledger.LogIdentity;
import io.datastorage.ledger.LogSnapshot;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first record of an epoch: what was signed, what is left of it, who decided, and why.
 *
 * @param old the identity that ends
 * @param held the last that was signed under it
 * @param present the identity that begins
 * @param kept what it begins with
 */
record EpochRecord(LogIdentity old, LogSnapshot held, LogIdentity present, LogSnapshot kept) {
    private static final int RETENTION_DAYS = 2555;
    private static final String DECIDED_BY = "decided_by";
    private static final String REASON = "reason";

    /** The event that states it, as of a moment in microseconds. */
    Event event(NewEpoch.Decision decision, Instant moment) {
        JsonObject data = new JsonObject(new TreeMap<>(Map.<String, JsonValue>of(
                "previous_origin", new JsonString(old.origin()),
                "held_size", new JsonNumber(Long.toString(held.size())),
                "held_root", new JsonString(base64(held.root())),
                "origin", new JsonString(present.origin()),
                "restored_size", new JsonNumber(Long.toString(kept.size())),
                "restored_root", new JsonString(base64(kept.root())),
                DECIDED_BY, new JsonString(decision.decidedBy()),
                REASON, new JsonString(decision.reason()))));
        return new Event("1.0", "datastorage.epoch.begun", moment, Event.INTERNAL_CATEGORY, "begun", "success",
                "operator", decision.decidedBy(), null, "log", present.origin(), correlationId(present), null, null,
                null,
                null, null, null, null, null, RETENTION_DAYS, false, data, null);
    }

    /** Of all records that say that an epoch begins. */
    static String correlationId(LogIdentity present) {
        return "datastorage/epoch/" + present.epoch();
    }

    /** The decision that a record states; empty if it does not state this, or more than an operator could have said. */
    Optional<NewEpoch.Decision> decisionIn(AuditRecord record) {
        JsonObject data = record.event().eventData();
        if (data != null && data.members().get(DECIDED_BY) instanceof JsonString(String decidedBy)
                && data.members().get(REASON) instanceof JsonString(String reason)
                && Decisions.isText(decidedBy) && Decisions.isText(reason)) {
            NewEpoch.Decision decision = new NewEpoch.Decision(kept.size(), decidedBy, reason);
            return Optional.of(decision)
                    .filter(_ -> event(decision, record.event().eventTimestamp()).equals(record.event()));
        }
        return Optional.empty();
    }

    private static String base64(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }
}
