package io.datastorage.log;

import java.nio.ByteBuffer;

/** The key of a witness (C2SP tlog-cosignature). */
public final class TestCosigner {
    private final byte[] seed;
    private final VerifierKey verifierKey;

    private TestCosigner(String name, byte[] seed) {
        this.seed = seed;
        this.verifierKey = VerifierKey.of(name, VerifierKey.COSIGNATURE, Ed25519.publicKey(seed));
    }

    /** A new key. */
    public static TestCosigner generate(String name) {
        return new TestCosigner(name, Ed25519.generateSeed());
    }

    static TestCosigner ofSeed(String name, byte[] seed) {
        return new TestCosigner(name, seed);
    }

    /** What verifies its cosignatures. */
    public VerifierKey verifierKey() {
        return verifierKey;
    }

    /**
     * Cosigns the text of a checkpoint.
     *
     * @param timestamp seconds since 1970
     */
    public NoteSignature cosign(String text, long timestamp) {
        byte[] signature = Ed25519.sign(Ed25519.privateKey(seed), Cosignature.message(timestamp, text));
        return new NoteSignature(verifierKey.name(), verifierKey.keyId(),
                ByteBuffer.allocate(Long.BYTES + signature.length).putLong(timestamp).put(signature).array());
    }
}
