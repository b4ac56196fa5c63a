package io.datastorage.log;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 (RFC 8032) over the JDK's, with keys as the 32 bytes that the RFC has. */
final class Ed25519 {
    static final int KEY_LENGTH = 32;

    /** What stands before the 32 bytes of a public key in its DER encoding (RFC 8410 §4). */
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    /** What stands before the 32 bytes of a private key in its DER encoding (RFC 8410 §7). */
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private Ed25519() {}

    static byte[] generateSeed() {
        byte[] seed = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(seed);
        return seed;
    }

    /** The private key that a seed is. */
    static PrivateKey privateKey(byte[] seed) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8(seed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /** The DER encoding of a private key. */
    static byte[] pkcs8(byte[] seed) {
        return join(PRIVATE_PREFIX, seed);
    }

    /** The public key, 32 bytes, that belongs to a seed. */
    static byte[] publicKey(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, new Fixed(seed));
            byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
            byte[] key = Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
            // The JDK has no way to ask for this, and does not promise what its generator takes from the random source.
            byte[] message = {1};
            if (!verify(key, message, sign(privateKey(seed), message))) {
                throw new IllegalStateException("the JDK did not make a key pair from the given seed");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    static byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 cannot sign", e);
        }
    }

    /** Whether 32 bytes are a public key: a point on the curve. */
    static boolean isPublicKey(byte[] key) {
        try {
            Signature.getInstance("Ed25519").initVerify(decode(key));
            return true;
        } catch (GeneralSecurityException notOnTheCurve) {
            return false;
        }
    }

    static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(decode(publicKey));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    private static PublicKey decode(byte[] key) throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, key)));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** Gives the seed where a key generator asks for random bytes. */
    private static final class Fixed extends SecureRandom {
        private final byte[] seed;

        Fixed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
