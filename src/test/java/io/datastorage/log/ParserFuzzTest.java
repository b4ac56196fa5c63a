package io.datastorage.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a parser takes, it writes back as it stood; of everything else it says that it is malformed. */
class ParserFuzzTest {
    private static final int ROUNDS = 30_000;
    private static final String CHECKPOINT = new Checkpoint("example.com/log", 12, new byte[32], List.of("more"))
            .text();
    private static final SignedNote NOTE = new SignedNote(CHECKPOINT, List.of(TestKeys.SIGNER.sign(CHECKPOINT),
            TestCosigner.ofSeed("witness.example", TestKeys.SEED).cosign(CHECKPOINT, 7)));

    @Test
    void checkpoints() {
        fuzz(CHECKPOINT, text -> Checkpoint.parse(text).text());
    }

    @Test
    void notes() {
        fuzz(NOTE.encode(), text -> SignedNote.parse(text).encode());
    }

    @Test
    void signature_lines() {
        fuzz(NOTE.signatures().getFirst().line(), text -> NoteSignature.parse(text).stream().map(NoteSignature::line)
                .reduce("", String::concat));
    }

    @Test
    void verifier_keys() {
        fuzz(TestKeys.VERIFIER.toString(), text -> VerifierKey.parse(text).toString());
    }

    @Test
    void signing_keys() {
        fuzz(TestKeys.SIGNER.pem(), text -> {
            SigningKey.ofPem("log", text);
            return text;
        });
    }

    @Test
    void tile_paths() {
        fuzz("tile/12/x001/x234/067.p/123", text -> TilePath.parse(text).toString());
    }

    @Test
    void proofs() {
        fuzz(new TlogProof(5, List.of(new byte[32], Hashes.empty()), NOTE, new byte[]{1, 2}).encode(),
                text -> TlogProof.parse(text).encode());
    }

    @Test
    void entry_bundles() {
        byte[] bundle = EntryBundle.encode(List.of(new byte[0], new byte[]{1, 2, 3}, new byte[300]));
        fuzz(new String(bundle, ISO_8859_1), text -> {
            byte[] bytes = text.getBytes(ISO_8859_1);
            return new String(EntryBundle.encode(EntryBundle.decode(bytes)), ISO_8859_1);
        }, new String(new char[]{0, 1, 2, 0xff}));
    }

    private static void fuzz(String valid, UnaryOperator<String> readAndWrite) {
        fuzz(valid, readAndWrite, "\n\n+ =-./0159xAZ\u2014\t\r\u0000\u00e9\u00a0\ud83d\ude00\u0663");
    }

    private static void fuzz(String valid, UnaryOperator<String> readAndWrite, String alphabet) {
        assertThat(readAndWrite.apply(valid)).isEqualTo(valid);
        SplittableRandom random = new SplittableRandom(1);
        int taken = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String input = round % 10 == 0 ? noise(random) : mutate(valid, alphabet, random);
            if (isTaken(input, readAndWrite)) {
                taken++;
            }
        }
        assertThat(taken).as("inputs taken").isLessThan(ROUNDS);
    }

    private static boolean isTaken(String input, Function<String, String> readAndWrite) {
        try {
            assertThat(readAndWrite.apply(input)).isEqualTo(input);
            return true;
        } catch (MalformedException malformed) {
            assertThat(malformed).message().hasSizeLessThan(300).matches("\\p{Print}+");
            return false;
        }
    }

    private static String noise(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return new String(bytes, random.nextBoolean() ? ISO_8859_1 : UTF_8);
    }

    private static String mutate(String valid, String alphabet, SplittableRandom random) {
        StringBuilder text = new StringBuilder(valid);
        for (int changes = random.nextInt(1, 4); changes > 0 && !text.isEmpty(); changes--) {
            int at = random.nextInt(text.length());
            char other = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(6)) {
                case 0 -> text.setCharAt(at, other);
                case 1 -> text.insert(at, other);
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.setLength(at);
                case 4 -> text.insert(at, text.substring(at));
                default -> text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
            }
        }
        return text.toString();
    }
}
