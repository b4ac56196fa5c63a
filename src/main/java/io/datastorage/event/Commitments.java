package io.datastorage.event;

import io.datastorage.event.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
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
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("a salt has 16 bytes, not " + salt.length);
        }
        MessageDigest digest = Sha256.digest();
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
        MessageDigest digest = Sha256.digest();
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
        String eventData = Objects.requireNonNull(event.eventData(), "a posted event has event_data").canonical();
        String extra = canonical(event.extra());
        return new PreparedEvent(event, recordedBy, salt, of(event, recordedBy, salt, eventData, extra), eventData,
                extra);
    }

    /** The commitments of a record, recomputed from its columns. */
    static SortedMap<String, byte[]> of(Event event, @Nullable String recordedBy, byte[] salt) {
        return of(event, recordedBy, salt, canonical(event.eventData()), canonical(event.extra()));
    }

    private static SortedMap<String, byte[]> of(Event event, @Nullable String recordedBy, byte[] salt,
            @Nullable String eventData, @Nullable String extra) {
        var canonical = new TreeMap<String, @Nullable String>();
        canonical.put("event_data", eventData);
        canonical.put("extra", extra);
        canonical.put("actor_id", string(event.actorId()));
        canonical.put("actor_ip", string(event.actorIp()));
        canonical.put("recorded_by", string(recordedBy));
        canonical.put("resource_id", string(event.resourceId()));
        canonical.put("namespace", string(event.namespace()));
        canonical.put("cluster_id", string(event.clusterId()));
        canonical.put("severity", string(event.severity()));
        canonical.put("error_code", string(event.errorCode()));
        canonical.put("error_message", string(event.errorMessage()));
        var commitments = new TreeMap<String, byte[]>();
        canonical.forEach((field, text) -> {
            if (text != null) {
                commitments.put(field, commitment(fieldSalt(salt, field), text.getBytes(StandardCharsets.UTF_8)));
            }
        });
        return commitments;
    }

    private static @Nullable String canonical(@Nullable JsonValue value) {
        return value == null ? null : value.canonical();
    }

    private static @Nullable String string(@Nullable String value) {
        return value == null ? null : new JsonString(value).canonical();
    }
}
