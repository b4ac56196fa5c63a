package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What opens one commitment: {@code SHA-256("ds-commit/v1\0" ‖ salt ‖ value)}.
 *
 * @param salt of the field, 16 bytes
 * @param value canonical JSON
 */
record Disclosure(String field, byte[] salt, String value) {
    private static final byte[] PREFIX = "ds-commit/v1\0".getBytes(US_ASCII);
    private static final int SALT_BYTES = 16;

    static Disclosure of(Json.JsonObject json) {
        return new Disclosure(json.string("field"), json.hex("salt", SALT_BYTES), json.string("value"));
    }

    /** Stops unless it opens the commitment of its entry. */
    void check(Entry entry, String where) {
        byte[] commitment = entry.commitments().get(field);
        if (commitment == null) {
            throw StoppedException.found("%s: the entry with log_index %d has no commitment to %s", where,
                    entry.logIndex(), field);
        }
        if (!MessageDigest.isEqual(commitment(), commitment)) {
            throw StoppedException.found("%s: it does not open the commitment to %s of log_index %d: value or salt is "
                    + "not what was recorded", where, field, entry.logIndex());
        }
    }

    private byte[] commitment() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(PREFIX);
            digest.update(salt);
            return digest.digest(value.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
