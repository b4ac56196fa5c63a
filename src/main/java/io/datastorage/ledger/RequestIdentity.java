package io.datastorage.ledger;

/**
 * By what a repeated request is recognised.
 *
 * @param identity 32 bytes: the digest of principal, route and body, or of principal and {@code Idempotency-Key}
 * @param bodyDigest 32 bytes: the digest of principal, route and body. Equal identities with different body digests
 *     are one key used for two requests
 */
public record RequestIdentity(byte[] identity, byte[] bodyDigest) {}
