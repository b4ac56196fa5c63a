package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.TestCosigner;
import io.datastorage.log.TlogProof;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Whatever it is given, the verifier answers with a sentence and one of its exit codes. */
class MalformedTest {
    private static final int SIZE = 20;
    private static final TestLog LOG = TestLog.of(SIZE);

    @TempDir
    private Path directory;

    private List<List<String>> commands = List.of();
    private List<String> consistency = List.of();

    @BeforeEach
    void good_files() throws IOException {
        Path key = write("key", TestLog.KEY.verifierKey() + "\n");
        Path old = write("old", LOG.checkpoint(9, TestLog.KEY));
        Path checkpoint = write("checkpoint", LOG.checkpoint(SIZE, TestLog.KEY));
        Path entries = write("entries", String.join("\n",
                LOG.entries().stream().map(entry -> new String(entry, UTF_8)).toList()));
        Path disclosures = write("disclosures", TestLog.disclosure(3, "warning"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            lines.add(LOG.proof(i));
        }
        Path proofs = write("proofs", String.join("\n", lines));
        Path proof = write("proof", "{\"from\":9,\"to\":20,\"consistency_proof\":%s}"
                .formatted(TestLog.json(Proofs.consistency(9, SIZE, LOG.tree()))));
        Path tlog = write("tlog-proof", new TlogProof(3, Proofs.inclusion(3, SIZE, LOG.tree()),
                SignedNote.parse(LOG.checkpoint(SIZE, TestLog.KEY))).encode());
        Path entry = write("entry", new String(LOG.entries().get(3), UTF_8));
        consistency = args("consistency", "--key", key, "--proof", proof, old, checkpoint);
        commands = List.of(consistency, args("proof", "--key", key, "--entry", entry, tlog),
                args("entries", "--key", key, "--checkpoint", checkpoint, "--disclosures", disclosures, "--proofs",
                        proofs, entries));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static List<String> args(Object... args) {
        return Arrays.stream(args).map(Object::toString).toList();
    }

    @Test
    void a_changed_file_is_answered_with_a_sentence_and_is_never_verified_by_accident() throws IOException {
        var random = new Random(7);
        for (List<String> command : commands) {
            Verify.run(command.toArray()).verifies();
            List<Path> files = command.stream().filter(arg -> arg.startsWith("/")).map(Path::of).toList();
            for (int i = 0; i < 600; i++) {
                Path file = files.get(random.nextInt(files.size()));
                byte[] whole = Files.readAllBytes(file);
                byte[] changed = change(whole, random);
                Files.write(file, changed);
                Verify verify = Verify.run(command.toArray());
                assertThat(verify.said()).as(file + ": " + new String(changed, UTF_8)).isNotBlank()
                        .doesNotContain("Exception", "\tat ");
                if (verify.code() == 0) {
                    assertThat(meaning(changed)).as(file.toString()).isIn(meaning(whole), "");
                }
                Files.write(file, whole);
            }
        }
    }

    /** Space between values, and a file of disclosures without any, change nothing. */
    private static String meaning(byte[] text) {
        return new String(text, UTF_8).replaceAll("\\s", "");
    }

    private static byte[] change(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            case 1 -> changed[random.nextInt(changed.length)] = (byte) "{}[]\":,0 \n+=".charAt(random.nextInt(12));
            case 2 -> changed = Arrays.copyOf(changed, random.nextInt(changed.length - 1));
            default -> {
                int at = random.nextInt(changed.length);
                changed = (new String(bytes, 0, at, UTF_8) + new String(bytes, at / 2, bytes.length - at / 2, UTF_8))
                        .getBytes(UTF_8);
            }
        }
        return changed;
    }

    @Test
    void a_command_line_that_is_not_understood_is_answered_with_the_usage() {
        Verify.run("audits").isMisused("there is no command audits");
        Verify.run("audit", "--key").isMisused("--key must be followed by its value");
        Verify.run("audit", "--colour", "x").isMisused("there is no option --colour");
        Verify.run("audit", "--key", "a", "--key", "b", "c").isMisused("--key is given twice");
        Verify.run("audit", directory).isMisused("--key must be given");
        Verify.run("audit", "--key", "a").isMisused("1 arguments are expected");
        Verify.run("audit", "--key", "a+00000000+AAAA", directory).isMisused("--key: ");
        Verify.run("audit", "--key", directory.resolve("none"), directory).isUnreadable("none");
        Verify.run("audit", "--key", "a\0b", directory).isMisused("cannot be the name of a file");
        assertThat(Verify.run().code()).isEqualTo(2);
        assertThat(Verify.run("--help").code()).isZero();
    }

    @Test
    void a_key_file_may_hold_comments_and_retired_keys_with_their_last_sizes() throws IOException {
        String key = TestLog.KEY.verifierKey().toString();
        write("key", "# the auditor's\n\n" + key + " 20\n");
        Verify.run(consistency.toArray()).verifies();
        write("key", key + " 19\n");
        Verify.run(consistency.toArray()).doesNot("no given key has signed");
        write("key", key + " often\n");
        Verify.run(consistency.toArray()).isMisused("key, line 1");
        write("key", "\n");
        Verify.run(consistency.toArray()).isMisused("no key of a log is given");
    }

    @Test
    void a_witness_whose_key_is_given_must_have_cosigned() throws IOException {
        String key = TestLog.KEY.verifierKey() + "\n";
        var witness = TestCosigner.generate("witness.example");
        write("key", key + witness.verifierKey());
        Verify.run(consistency.toArray()).doesNot("the witness witness.example has not cosigned");
        write("old", cosigned(LOG.checkpoint(9, TestLog.KEY), witness));
        write("checkpoint", cosigned(LOG.checkpoint(SIZE, TestLog.KEY), witness));
        Verify.run(consistency.toArray()).verifies();
        write("key", witness.verifierKey().toString());
        Verify.run(consistency.toArray()).isMisused("no key of a log is given");
    }

    @Test
    void a_key_speaks_for_the_log_of_its_name_only() throws IOException {
        String text = new Checkpoint("log.example/other", SIZE, LOG.tree().root(SIZE)).text();
        write("checkpoint", new SignedNote(text, List.of(TestLog.KEY.sign(text))).encode());
        Verify.run(consistency.toArray()).doesNot("no given key has signed this checkpoint of log.example/other");
    }

    private static String cosigned(String note, TestCosigner witness) {
        SignedNote parsed = SignedNote.parse(note);
        return parsed.with(witness.cosign(parsed.text(), 1_767_794_236)).encode();
    }

    @Test
    void what_a_file_says_does_not_steer_the_terminal() throws IOException {
        write("old", LOG.checkpoint(9, TestLog.KEY).replace("log.example/test\n9", "log.\u009b31m\u202e/test\n9"));
        Verify verify = Verify.run(consistency.toArray());
        verify.doesNot("log.?31m?/test");
    }
}
