package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
import java.util.List;

class NoteTest {
    /** Text and signature of the tests of golang.org/x/mod/sumdb/note. */
    private static final String TEXT = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String SIGNATURE = "\u2014 PeterNeumann "
            + "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private static final SigningKey LOG = SigningKey.generate("example.com/log");

    @Test
    void the_note_of_another_implementation_is_verified_and_signed_alike() {
        SignedNote note = SignedNote.parse(TEXT + "\n" + SIGNATURE);
        assertThat(note.encode()).isEqualTo(TEXT + "\n" + SIGNATURE);
        assertThat(note.text()).isEqualTo(TEXT);
        assertThat(TestKeys.VERIFIER.verifies(note)).isTrue();
        assertThat(new SignedNote(TEXT, List.of(TestKeys.SIGNER.sign(TEXT)))).isEqualTo(note);
    }

    /** Signed with github.com/transparency-dev/formats v0.1.1, under the log's key and as a witness. */
    @Test
    void the_cosignature_of_another_implementation_is_verified_and_made_alike() {
        String text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        String line = "\u2014 PeterNeumann GLl4CwAAAABrA9tiWedL0Qhpi2gKfYIu63zVkBgc9ZqiOPSA01+ZZ9hHcXvGwh+Bd6GLErDxqSgh"
                + "sauv7kIw73fVMzGXbPQUUdKSDg==\n";
        SignedNote note = SignedNote.parse(text + "\n\u2014 PeterNeumann x08go5/3L9NHv4CxP0XTzEcSuWnwY/BYfHU7NnQPhQyrEu"
                + "H+AqeHvF+HXNvu8ujR9RQHE17Tcer4sDE9uIi/Yx6ihwc=\n" + line);
        VerifierKey witness = VerifierKey.parse("PeterNeumann+18b9780b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        assertThat(witness.verifies(note)).isTrue();
        assertThat(witness.cosignedAt(note)).hasValue(TestKeys.COSIGNED_AT);
        assertThat(TestKeys.VERIFIER.verifies(note)).isTrue();
        assertThat(TestKeys.VERIFIER.cosignedAt(note)).isEmpty();
        TestCosigner cosigner = TestCosigner.ofSeed("PeterNeumann", TestKeys.SEED);
        assertThat(cosigner.verifierKey()).isEqualTo(witness);
        assertThat(cosigner.cosign(text, TestKeys.COSIGNED_AT).line()).isEqualTo(line);
    }

    @Test
    void a_cosignature_holds_for_its_time_and_text_only() {
        TestCosigner witness = TestCosigner.generate("witness.example/w1");
        NoteSignature right = witness.cosign(TEXT, 1_700_000_000);
        VerifierKey key = witness.verifierKey();
        assertThat(key.isCosigner()).isTrue();
        assertThat(key.verifies(TEXT, right)).isTrue();
        assertThat(key.verifies("x" + TEXT, right)).isFalse();
        for (int at = 0; at < right.signature().length; at++) {
            byte[] spoiled = right.signature().clone();
            spoiled[at] ^= 1;
            assertThat(key.verifies(TEXT, new NoteSignature(right.name(), right.keyId(), spoiled))).isFalse();
        }
        for (int length : new int[]{1, 8, 64, 71, 73}) {
            NoteSignature cut = new NoteSignature(right.name(), right.keyId(), new byte[length]);
            assertThat(key.verifies(TEXT, cut)).isFalse();
        }
        assertThat(key.verifies(TEXT, witness.cosign(TEXT, -1))).as("a time above 2^63 - 1").isFalse();
        SignedNote twice = new SignedNote(TEXT, List.of(witness.cosign(TEXT, 20), witness.cosign(TEXT, 10)));
        assertThat(key.cosignedAt(twice)).hasValue(20);
        assertThat(key.cosignedAt(new SignedNote(TEXT, List.of(LOG.sign(TEXT))))).isEmpty();
    }

    @Test
    void a_key_verifies_only_notes_that_all_its_signatures_fit() {
        VerifierKey key = LOG.verifierKey();
        NoteSignature right = LOG.sign(TEXT);
        NoteSignature wrong = LOG.sign("other\n");
        NoteSignature stranger = SigningKey.generate("example.com/log").sign(TEXT);
        NoteSignature renamed = new NoteSignature("example.com/other", right.keyId(), right.signature());
        NoteSignature renumbered = new NoteSignature(right.name(), right.keyId() + 1, right.signature());
        assertThat(key.verifies(new SignedNote(TEXT, List.of(right)))).isTrue();
        assertThat(key.verifies(new SignedNote(TEXT, List.of(stranger, renamed, renumbered, right)))).isTrue();
        assertThat(key.verifies(new SignedNote(TEXT, List.of(stranger, renamed, renumbered)))).isFalse();
        assertThat(key.verifies(new SignedNote(TEXT, List.of(wrong)))).isFalse();
        assertThat(key.verifies(TEXT, right)).isTrue();
        assertThat(key.verifies(TEXT, renamed)).isFalse();
        assertThat(key.verifies(TEXT, renumbered)).isFalse();
        assertThat(key.verifies(new SignedNote(TEXT, List.of(right, wrong)))).isFalse();
        assertThat(key.verifies(new SignedNote(TEXT, List.of(wrong, right)))).isFalse();
        assertThat(key.verifies(new SignedNote(TEXT + TEXT, List.of(right)))).isFalse();
    }

    @Test
    void one_more_signature_is_added_once() {
        NoteSignature first = LOG.sign(TEXT);
        NoteSignature second = TestKeys.SIGNER.sign(TEXT);
        SignedNote note = new SignedNote(TEXT, List.of(first)).with(second);
        assertThat(note.signatures()).containsExactly(first, second);
        assertThat(note.with(LOG.sign(TEXT))).isSameAs(note);
        assertThat(SignedNote.parse(note.encode())).isEqualTo(note);
    }

    @Test
    void the_last_empty_line_ends_the_text() {
        String text = "one\n\n\u2014 looks like a signature\n\n";
        SignedNote note = SignedNote.parse(text + "\n" + SIGNATURE);
        assertThat(note.text()).isEqualTo(text);
        assertThat(note.encode()).isEqualTo(text + "\n" + SIGNATURE);
    }

    @Test
    void a_note_has_1_to_100_signatures_and_a_bounded_length() {
        List<NoteSignature> many = Collections.nCopies(100, TestKeys.SIGNER.sign(TEXT));
        SignedNote note = new SignedNote(TEXT, many);
        assertThat(TestKeys.VERIFIER.verifies(SignedNote.parse(note.encode()))).isTrue();
        assertThatThrownBy(() -> SignedNote.parse(note.encode() + SIGNATURE)).hasMessageContaining("at most 100");
        assertThatThrownBy(() -> note.with(LOG.sign(TEXT))).hasMessageContaining("1 to 100");
        assertThatThrownBy(() -> new SignedNote(TEXT, List.of())).hasMessageContaining("1 to 100");
        assertThatThrownBy(() -> SignedNote.parse("x".repeat(1_000_000) + "\n\n" + SIGNATURE))
                .hasMessageContaining("1000000 characters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                  | empty line
            T                   | empty line
            T~                  | one or more lines
            T~~                 | one or more lines
            T~S~                | one or more lines
            TS                  | empty line
            T~—                 | each ending in a newline
            T~—~                | signature line 1 must be an em dash
            T~— ~               | signature line 1 must be an em dash
            T~— name~           | signature line 1 must be an em dash
            T~— name ~          | must have more than the 4 bytes
            T~— name AAAAAA==~  | must have more than the 4 bytes
            T~— name AAAAAAA~   | with its padding
            T~— name AAAAAAB=~  | with its padding and no stray bits
            T~— name AAAAA*A=~  | must be base64
            T~— name  AAAAAAA=~ | must be base64
            T~— name AAAAAAA= ~ | must be base64
            T~— a+b AAAAAAA=~   | signature line 1: the name of a key
            T~—  AAAAAAA=~      | signature line 1: the name of a key
            T~—  name AAAAAAA=~ | must be base64
            T~- name AAAAAAA=~  | signature line 1 must be an em dash
            T~— na^me AAAAAAA=~ | signature line 1: the name of a key
            T~Smore~            | signature line 2 must be an em dash
            ^T~S                | control characters
            T^~~S               | control characters
            """)
    void what_is_no_note_is_refused(String note, String message) {
        String text = note.replace("S", SIGNATURE).replace("T", TEXT).replace('~', '\n').replace('^', '\t');
        assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void what_has_no_bytes_is_refused() {
        assertThatThrownBy(() -> SignedNote.parse("\ud83d\n\n" + SIGNATURE)).hasMessageContaining("surrogates");
        assertThatThrownBy(() -> LOG.sign("\ude00\n")).hasMessageContaining("surrogates");
        assertThatThrownBy(() -> NoteSignature.parse("\u2014 a\ud83d AAAAAAA=\n")).hasMessageContaining("surrogates");
    }

    @Test
    void what_could_not_be_read_is_not_signed() {
        assertThatThrownBy(() -> LOG.sign("no newline")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> LOG.sign("")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> LOG.sign("a\tb\n")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new NoteSignature("name", 1, new byte[0])).isInstanceOf(MalformedException.class);
    }
}
