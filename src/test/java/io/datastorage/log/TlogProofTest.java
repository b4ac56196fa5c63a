package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Base64;
import java.util.Collections;
import java.util.List;

class TlogProofTest {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final int SIZE = 300;
    private static final String ORIGIN = "example.com/log";
    private static final TestTree TREE = TestTree.ofSize(SIZE);
    private static final SigningKey LOG = SigningKey.generate(ORIGIN);
    private static final SignedNote CHECKPOINT = checkpoint(ORIGIN, SIZE, LOG);
    private static final String HASH = Base64Text.encode(new byte[32]);

    @Test
    void a_proof_is_written_read_and_checked() {
        for (int index = 0; index < SIZE; index++) {
            TlogProof proof = new TlogProof(index, Proofs.inclusion(index, SIZE, TREE), CHECKPOINT);
            TlogProof read = TlogProof.parse(proof.encode());
            assertThat(read.encode()).isEqualTo(proof.encode());
            byte[] leaf = TREE.leaves().get(index);
            assertThat(read.proves(leaf, ORIGIN, LOG.verifierKey())).isTrue();
            assertThat(read.proves(TREE.leaves().get((index + 1) % SIZE), ORIGIN, LOG.verifierKey())).isFalse();
        }
    }

    @Test
    void the_lines_are_those_of_the_specification() {
        TestTree two = TestTree.ofSize(2);
        SignedNote note = new SignedNote(new Checkpoint("o", 2, two.root(2)).text(), List.of(LOG.sign("x\n")));
        assertThat(new TlogProof(1, List.of(two.leaves().getFirst()), note, new byte[]{1, 2, 3}).encode())
                .isEqualTo(HEADER + "\nextra AQID\nindex 1\n"
                        + Base64.getEncoder().encodeToString(two.leaves().getFirst()) + "\n\n" + note.encode());
        assertThat(new TlogProof(0, List.of(), note).encode())
                .isEqualTo(HEADER + "\nindex 0\n\n" + note.encode());
    }

    @Test
    void extra_data_and_cosignatures_are_kept() {
        TestCosigner witness = TestCosigner.generate("witness.example");
        SignedNote cosigned = CHECKPOINT.with(witness.cosign(CHECKPOINT.text(), 7));
        TlogProof proof = TlogProof
                .parse(new TlogProof(3, Proofs.inclusion(3, SIZE, TREE), cosigned, new byte[]{0}).encode());
        assertThat(proof.extra()).containsExactly(0);
        assertThat(witness.verifierKey().cosignedAt(proof.checkpoint())).hasValue(7);
        assertThat(proof.proves(TREE.leaves().get(3), ORIGIN, LOG.verifierKey())).isTrue();
    }

    @Test
    void a_proof_needs_the_log_the_key_and_every_hash() {
        byte[] leaf = TREE.leaves().get(3);
        List<byte[]> hashes = Proofs.inclusion(3, SIZE, TREE);
        TlogProof proof = new TlogProof(3, hashes, CHECKPOINT);
        assertThat(proof.includes(leaf)).isTrue();
        assertThat(proof.proves(leaf, "example.com/other", LOG.verifierKey())).isFalse();
        assertThat(proof.proves(leaf, ORIGIN, SigningKey.generate(ORIGIN).verifierKey())).isFalse();
        assertThat(new TlogProof(2, hashes, CHECKPOINT).includes(leaf)).isFalse();
        assertThat(new TlogProof(3, hashes.subList(1, hashes.size()), CHECKPOINT).includes(leaf)).isFalse();
        assertThat(new TlogProof(3, hashes, checkpoint(ORIGIN, SIZE - 1, LOG)).includes(leaf)).isFalse();
        SignedNote forged = new SignedNote(checkpoint(ORIGIN, SIZE, TestKeys.SIGNER).text(),
                List.of(LOG.sign("other\n")));
        assertThat(new TlogProof(3, hashes, forged).proves(leaf, ORIGIN, LOG.verifierKey())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                    | an empty line before its checkpoint
            V~index 0~{C}                         | line 3 of a proof
            ~V~index 0~~{C}                       | line 1 of a proof
            v~index 0~~{C}                        | line 1 of a proof
            V ~index 0~~{C}                       | line 1 of a proof
            V~~{C}                                | line 2 of a proof must be index
            V~extra AQ==~~{C}                     | line 3 of a proof must be index
            V~extra ~index 0~~{C}                 | extra data of a proof must be left out
            V~extra AQ~index 0~~{C}               | line 2 of a proof, the extra data,
            V~index 0~extra AQ==~~{C}             | line 3 of a proof
            V~extra AQ==~extra AQ==~index 0~~{C}  | line 3 of a proof must be index
            V~index~~{C}                          | line 2 of a proof must be index
            V~index ~~{C}                         | line 2 of a proof, the index,
            V~index 01~~{C}                       | line 2 of a proof, the index,
            V~index -1~~{C}                       | line 2 of a proof, the index,
            V~index 9223372036854775808~~{C}      | line 2 of a proof, the index,
            V~index 0~H~h~~{C}                    | line 4 of a proof must be base64
            V~index 0~AAAA~~{C}                   | line 3 of a proof must be a hash of 32 bytes
            V~index 0~H ~~{C}                     | line 3 of a proof
            V~index 0~H~~~{C}                     | line 1 of a checkpoint
            V~index 0~~                           | a note must have
            V~index 0~~{X}                        | at least three lines
            """)
    void what_is_no_proof_is_refused(String proof, String message) {
        String text = proof.replace('~', '\n').replace("h", HASH.substring(1) + "?").replace("V", HEADER)
                .replace("H", HASH).replace("{X}", "x\n\n" + LOG.sign("x\n").line())
                .replace("{C}", CHECKPOINT.encode());
        assertThatThrownBy(() -> TlogProof.parse(text)).isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_proof_that_could_not_be_read_is_not_made() {
        assertThatThrownBy(() -> new TlogProof(-1, List.of(), CHECKPOINT)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new TlogProof(0, List.of(new byte[31]), CHECKPOINT)).hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> new TlogProof(0, Collections.nCopies(64, new byte[32]), CHECKPOINT))
                .hasMessageContaining("at most 63");
        assertThatThrownBy(() -> new TlogProof(0, List.of(), new SignedNote("x\n", List.of(LOG.sign("x\n")))))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> TlogProof.parse("x".repeat(1_000_001))).hasMessageContaining("1000000");
    }

    private static SignedNote checkpoint(String origin, int size, SigningKey key) {
        String text = new Checkpoint(origin, size, TREE.root(size)).text();
        return new SignedNote(text, List.of(key.sign(text)));
    }
}
