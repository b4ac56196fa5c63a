package io.datastorage.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

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
        return node(sha256(), left, right);
    }

    /** The same, by a digest that is used for many: made for each node, it would be a third of the time. */
    static byte[] node(MessageDigest digest, byte[] left, byte[] right) {
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }

    /** Hashes one after the other, 32 bytes each. */
    static byte[] join(List<byte[]> hashes) {
        byte[] joined = new byte[hashes.size() * LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            System.arraycopy(hashes.get(i), 0, joined, i * LENGTH, LENGTH);
        }
        return joined;
    }

    /** SHA-256 of some bytes one after the other, 32 bytes. */
    static byte[] of(byte[]... parts) {
        MessageDigest digest = sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
