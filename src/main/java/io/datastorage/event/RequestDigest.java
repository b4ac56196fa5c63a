package io.datastorage.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * By what the repetition of a request is recognised: its meaning, not its bytes, because a client that tries again may
 * write the members of an object in another order. Every part but a body, which is the last, is preceded by its length in
 * bytes (64 bits, big-endian), so that no two requests share the bytes that are hashed.
 */
public final class RequestDigest {
    private static final String BODY = "ds-request/v1\0";
    private static final String KEY = "ds-idempotency-key/v1\0";

    private RequestDigest() {}

    /**
     * SHA-256 over who asks, what for, and the canonical form of the body; 32 bytes.
     *
     * @param principal the authenticated identity; empty while there is none
     * @param route method and path, or any other fixed name of the operation
     */
    public static byte[] of(String principal, String route, JsonValue body) {
        MessageDigest digest = begin(BODY, utf8(principal), utf8(route));
        CanonicalForm.hash(body, digest);
        return digest.digest();
    }

    /** SHA-256 over who asks and the {@code Idempotency-Key} sent; 32 bytes, never equal to a digest over a body. */
    public static byte[] ofIdempotencyKey(String principal, String idempotencyKey) {
        return begin(KEY, utf8(principal), utf8(idempotencyKey)).digest();
    }

    private static MessageDigest begin(String domain, byte[]... parts) {
        MessageDigest digest = Sha256.digest();
        digest.update(utf8(domain));
        for (byte[] part : parts) {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(part.length).flip());
            digest.update(part);
        }
        return digest;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
