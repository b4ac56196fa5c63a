package io.datastorage.event;

import java.security.MessageDigest;
import java.util.SortedMap;

/**
 * The one byte encoding of a record that is hashed: its plain fields, and commitments for the others, as a JSON object
 * in canonical form. Fields without a value are left out; an empty string is a value.
 *
 * <p>Event data, free text and identities enter only as commitments, so an entry stays far below the 65,535 bytes that
 * an entry of a C2SP tlog-tiles entry bundle may have.
 */
public final class Entry {
    /** What a log leaf starts with before it is hashed (RFC 6962 §2.1); an inner node of the tree starts with 1. */
    private static final byte LEAF = 0;

    private static final int VERSION = 1;

    private Entry() {}

    /**
     * The entry of a stored record, rebuilt from its columns alone: {@link AuditRecord#eventHash} is not looked at.
     *
     * @throws IllegalStateException if the record has no salt, so that its commitments cannot be recomputed
     */
    public static byte[] of(AuditRecord record) {
        byte[] salt = record.salt();
        if (salt == null) {
            throw new IllegalStateException("record " + record.placement().logIndex() + " has no salt");
        }
        return outline(record.event(), Commitments.of(record.event(), record.recordedBy(), salt))
                .at(record.placement());
    }

    /** The event hash: {@code SHA-256(0x00 ‖ entry)}, 32 bytes; link of the chain and leaf hash of the Merkle tree. */
    public static byte[] hash(byte[] entry) {
        MessageDigest digest = Sha256.digest();
        digest.update(LEAF);
        return digest.digest(entry);
    }

    /** The event hash of an event at the place the log gives it, 32 bytes. */
    public static byte[] hash(PreparedEvent prepared, Placement placement) {
        MessageDigest digest = Sha256.digest();
        digest.update(LEAF);
        prepared.outline().hash(placement, digest);
        return digest.digest();
    }

    /** All of an entry but what the log decides. */
    static EntryOutline outline(Event event, SortedMap<String, byte[]> commitments) {
        CanonicalObject entry = new CanonicalObject();
        byte[] toChainSeq = entry.string("actor_type", event.actorType()).upTo("chain_seq");
        byte[] toEventId = entry.hashes("commitments", commitments)
                .string("correlation_id", event.correlationId())
                .integer("duration_ms", event.durationMs())
                .string("event_action", event.eventAction())
                .string("event_category", event.eventCategory())
                .upTo("event_id");
        byte[] toLogIndex = entry.string("event_outcome", event.eventOutcome())
                .instant("event_timestamp", event.eventTimestamp())
                .string("event_type", event.eventType())
                .bool("is_sensitive", event.isSensitive())
                .upTo("log_index");
        byte[] toPreviousHash = entry.instant("parent_event_date", event.parentEventDate())
                .uuid("parent_event_id", event.parentEventId())
                .cut("recorded_at");
        byte[] fromRecordedAt = entry.string("resource_type", event.resourceType())
                .integer("retention_days", (long) event.retentionDays())
                .integer("v", (long) VERSION)
                .string("version", event.version())
                .end();
        return new EntryOutline(toChainSeq, toEventId, toLogIndex, toPreviousHash, fromRecordedAt);
    }
}
