package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.List;

class NoteTest {
    /** Key and note of the tests of golang.org/x/mod/sumdb/note. */
    private static final String KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final byte[] SEED = Base64.getDecoder().decode("gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=");
    private static final String TEXT = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String SIGNATURE = "\u2014 PeterNeumann "
            + "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    @Test
    void the_note_of_another_implementation_is_verified_and_signed_alike() {
        SignedNote note = SignedNote.parse(TEXT + "\n" + SIGNATURE);
        assertThat(note.encode()).isEqualTo(TEXT + "\n" + SIGNATURE);
        assertThat(note.text()).isEqualTo(TEXT);
        VerifierKey key = VerifierKey.parse(KEY);
        assertThat(key).hasToString(KEY);
        assertThat(key.verifies(note)).isTrue();
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(Ed25519.pkcs8(SEED))
                + "\n-----END PRIVATE KEY-----\n";
        SigningKey signer = SigningKey.ofPem("PeterNeumann", pem);
        assertThat(signer.verifierKey()).isEqualTo(key);
        assertThat(signer.pem()).isEqualTo(pem);
        assertThat(new SignedNote(TEXT, List.of(signer.sign(TEXT)))).isEqualTo(note);
    }
}
