package io.datastorage.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Strong entity tags (RFC 9110 section 8.8.3): the same tag exactly for the same bytes, whichever instance answers. */
public final class EntityTags {
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private EntityTags() {}

    /** The tag of a body, quotes included. */
    public static String of(byte[] body) {
        try {
            return '"' + TEXT.encodeToString(MessageDigest.getInstance("SHA-256").digest(body)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
