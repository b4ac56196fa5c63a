package io.datastorage.event;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Salted hashes that stand in an entry for what it does not show. A commitment is opened by its field salt and the
 * value's canonical form, and each field salt tells nothing about the others.
 */
public final class Commitments {
    /** Bytes of a record's salt and of a field salt. */
    public static final int SALT_BYTES = 16;

    private static final byte[] SALT_PREFIX = "ds-salt/v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMITMENT_PREFIX = "ds-commit/v1\0".getBytes(StandardCharsets.US_ASCII);

    private Commitments() {}

    /**
     * The salt of one field: the first 16 bytes of {@code SHA-256("ds-salt/v1\0" ‖ salt ‖ field)}.
     *
     * @param salt the record's, 16 bytes
     * @param field the field's name in the API
     */
    public static byte[] fieldSalt(byte[] salt, String field) {
        requireSalt(salt);
        return fieldSalt(Sha256.digest(), salt, field);
    }

    private static byte[] fieldSalt(MessageDigest digest, byte[] salt, String field) {
        digest.update(SALT_PREFIX);
        digest.update(salt);
        digest.update(field.getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(digest.digest(), SALT_BYTES);
    }

    /**
     * The commitment to one value: {@code SHA-256("ds-commit/v1\0" ‖ fieldSalt ‖ canonical)}, 32 bytes.
     *
     * @param fieldSalt 16 bytes
     * @param canonical the value's canonical JSON in UTF-8, a string with its quotes
     */
    public static byte[] commitment(byte[] fieldSalt, byte[] canonical) {
        return commitment(Sha256.digest(), fieldSalt, canonical);
    }

    private static byte[] commitment(MessageDigest digest, byte[] fieldSalt, byte[] canonical) {
        digest.update(COMMITMENT_PREFIX);
        digest.update(fieldSalt);
        digest.update(canonical);
        return digest.digest();
    }

    /**
     * All of a record that can be computed before its place in the log is known.
     *
     * @param salt 16 random bytes, drawn for this record alone
     */
    public static PreparedEvent prepare(Event event, @Nullable String recordedBy, byte[] salt) {
        byte[] eventData = Objects.requireNonNull(event.eventData(), "a posted event has event_data").canonicalBytes();
        SortedMap<String, byte[]> commitments = of(event, recordedBy, salt);
        return new PreparedEvent(event.withoutDocuments(), recordedBy, salt, eventData, canonical(event.extra()),
                Entry.outline(event, commitments));
    }

    /** The commitments of a record, from its columns. */
    static SortedMap<String, byte[]> of(Event event, @Nullable String recordedBy, byte[] salt) {
        requireSalt(salt);
        MessageDigest digest = Sha256.digest();
        SortedMap<String, byte[]> commitments = values(event, recordedBy);
        commitments.replaceAll((field, value) -> commitment(digest, fieldSalt(digest, salt, field), value));
        return commitments;
    }

    /**
     * What opens every commitment of a stored record, in the order of the fields' names.
     *
     * @throws IllegalStateException if the record has no salt, so that its field salts cannot be recomputed
     */
    public static List<Disclosure> disclosures(AuditRecord record) {
        byte[] salt = record.salt();
        if (salt == null) {
            throw new IllegalStateException("record " + record.placement().logIndex() + " has no salt");
        }
        Event event = record.event();
        var disclosures = new ArrayList<Disclosure>();
        values(event, record.recordedBy()).forEach((field, value) -> disclosures
                .add(new Disclosure(field, fieldSalt(salt, field), new String(value, StandardCharsets.UTF_8))));
        return List.copyOf(disclosures);
    }

    /** Canonical JSON of every field that is set and stands behind a commitment. */
    private static SortedMap<String, byte[]> values(Event event, @Nullable String recordedBy) {
        var values = new TreeMap<String, byte[]>();
        put(values, "event_data", canonical(event.eventData()));
        put(values, "extra", canonical(event.extra()));
        put(values, "actor_id", string(event.actorId()));
        put(values, "actor_ip", string(event.actorIp()));
        put(values, "recorded_by", string(recordedBy));
        put(values, "resource_id", string(event.resourceId()));
        put(values, "namespace", string(event.namespace()));
        put(values, "cluster_id", string(event.clusterId()));
        put(values, "severity", string(event.severity()));
        put(values, "error_code", string(event.errorCode()));
        put(values, "error_message", string(event.errorMessage()));
        return values;
    }

    private static void put(SortedMap<String, byte[]> values, String field, byte @Nullable [] canonical) {
        if (canonical != null) {
            values.put(field, canonical);
        }
    }

    private static byte @Nullable [] canonical(@Nullable JsonValue value) {
        return value == null ? null : value.canonicalBytes();
    }

    private static byte @Nullable [] string(@Nullable String value) {
        return value == null ? null : CanonicalForm.of(value);
    }

    private static void requireSalt(byte[] salt) {
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("a salt has 16 bytes, not " + salt.length);
        }
    }
}
