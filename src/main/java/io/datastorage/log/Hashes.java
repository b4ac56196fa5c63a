package io.datastorage.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two hashes of a Merkle tree and the hash of the empty one (RFC 6962 §2.1), over SHA-256. */
public final class Hashes {
    /** Bytes in a hash. */
    public static final int LENGTH = 32;

    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;

    private Hashes() {}

    /** SHA-256 of nothing: the root of a tree without leaves, 32 bytes. */
    public static byte[] empty() {
        return sha256().digest();
    }

    /** SHA-256 of 0x00 and the entry: a leaf of the tree, 32 bytes. */
    public static byte[] leaf(byte[] entry) {
        MessageDigest digest = sha256();
        digest.update(LEAF);
        return digest.digest(entry);
    }

    /** SHA-256 of 0x01 and two hashes: an inner node of the tree, 32 bytes. */
    public static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = sha256();
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
