package io.datastorage.log;

import java.util.Base64;

/** The key of the tests of golang.org/x/mod/sumdb/note. */
final class TestKeys {
    static final byte[] SEED = Base64.getDecoder().decode("gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=");
    static final SigningKey SIGNER = SigningKey.ofPem("PeterNeumann", pem(Ed25519.pkcs8(SEED)));
    static final VerifierKey VERIFIER = VerifierKey
            .parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    /** Seconds since 1970 in the cosignature that was made with it. */
    static final long COSIGNED_AT = 0x6b03db62L;

    private TestKeys() {}

    static String pem(byte[] der) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
