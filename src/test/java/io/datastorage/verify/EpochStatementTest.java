package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.event.Commitments;
import io.datastorage.log.SignedNote;
import io.datastorage.log.SigningKey;
import io.datastorage.log.Transition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A log of 40 records that went on with 20 of them, whose owner wrote and signed whatever he liked into its first record
 * thereafter.
 */
class EpochStatementTest {
    private static final SigningKey OLD = SigningKey.generate("log.example/test/0");
    private static final SigningKey PRESENT = OLD.named("log.example/test/1");
    private static final int HELD = 40;
    private static final int KEPT = 20;
    private static final byte[] SALT = Commitments.fieldSalt(new byte[16], "event_data");
    private static final TestLog LOST = TestLog.of(HELD);
    private static final String HELD_ROOT = Bytes.base64(LOST.tree().root(HELD));
    private static final String KEPT_ROOT = Bytes.base64(LOST.tree().root(KEPT));
    private static final String TRUE = """
            {"decided_by":"somebody","held_root":"%s","held_size":40,"origin":"log.example/test/1",\
            "previous_origin":"log.example/test/0","reason":"a reason","restored_root":"%s","restored_size":20}"""
            .formatted(HELD_ROOT, KEPT_ROOT);

    @TempDir
    private Path directory;

    /** The log as its owner gives it away, when its first record states this. */
    private void write(String stated) throws IOException {
        String entry = """
                {"chain_seq":0,"commitments":{"event_data":"%s"},"correlation_id":"datastorage/epoch/1",\
                "event_id":"first","log_index":%d,"recorded_at":"2026-01-08T00:00:00.000000Z","v":1}"""
                .formatted(HexFormat.of().formatHex(Commitments.commitment(SALT, stated.getBytes(UTF_8))), KEPT);
        List<byte[]> entries = new ArrayList<>(LOST.entries().subList(0, KEPT));
        entries.add(entry.getBytes(UTF_8));
        TestLog log = new TestLog(entries);
        log.write(directory);
        Files.writeString(directory.resolve("checkpoint"), log.checkpoint(KEPT + 1, PRESENT));
        String text = new Transition("log.example/test/0", new Transition.Head(HELD, LOST.tree().root(HELD)),
                "log.example/test/1", new Transition.Head(KEPT, LOST.tree().root(KEPT)),
                List.of(PRESENT.verifierKey())).text();
        file("transition/1",
                new SignedNote(text, Stream.of(OLD, PRESENT).map(key -> key.sign(text)).toList()).encode());
        opening("event_data", stated);
    }

    private void opening(String field, String value) throws IOException {
        file("opening/1", "{\"log_index\":20,\"disclosures\":[{\"field\":\"%s\",\"salt\":\"%s\",\"value\":\"%s\"}]}"
                .formatted(field, HexFormat.of().formatHex(SALT), value.replace("\"", "\\\"")));
    }

    private void file(String path, String text) throws IOException {
        Files.createDirectories(directory.resolve(path).getParent());
        Files.writeString(directory.resolve(path), text);
    }

    private Verify audit() {
        return Verify.run("audit", "--key", OLD.verifierKey(), directory);
    }

    @Test
    void a_first_record_that_states_what_the_transition_states_verifies() throws IOException {
        write(TRUE);
        audit().verifies();
        assertThat(audit().said()).doesNotContain("does not show");
    }

    @ParameterizedTest
    @ValueSource(strings = {"held_size", "held_root", "restored_size", "restored_root", "origin", "previous_origin"})
    void a_first_record_that_states_anything_else_is_found(String name) throws IOException {
        write(lie(name));
        audit().doesNot("opening/1: log_index 20, the first record of log.example/test/1, states " + name);
    }

    private static String lie(String name) {
        return switch (name) {
            case "held_size" -> TRUE.replace("\"held_size\":40", "\"held_size\":39");
            case "held_root" -> TRUE.replace(HELD_ROOT, KEPT_ROOT);
            case "restored_size" -> TRUE.replace("\"restored_size\":20", "\"restored_size\":21");
            case "restored_root" -> TRUE.replace(KEPT_ROOT, HELD_ROOT);
            case "origin" -> TRUE.replace("\"log.example/test/1\"", "\"log.example/test/2\"");
            default -> TRUE.replace("\"log.example/test/0\"", "\"log.example/another/0\"");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"held_size", "held_root", "restored_size", "restored_root", "origin", "previous_origin"})
    void a_first_record_that_leaves_anything_out_is_found(String name) throws IOException {
        write(TRUE.replace("\"" + name + "\":", "\"another\":"));
        audit().doesNot("opening/1: " + name + " is missing");
    }

    @Test
    void what_does_not_open_the_first_record_is_found() throws IOException {
        write(lie("held_size"));
        opening("event_data", TRUE);
        audit().doesNot("opening/1: it does not open the commitment to event_data of log_index 20");
        write("[]");
        audit().doesNot("opening/1: it must be a JSON object");
        write(TRUE);
        file("opening/1", "{\"disclosures\":[\"none\"]}");
        audit().doesNot("opening/1: disclosures must hold objects only");
        file("opening/1", "{}");
        audit().doesNot("opening/1: disclosures is missing");
    }

    @Test
    void a_first_record_that_is_not_shown_verifies_and_that_is_told() throws IOException {
        write(lie("held_size"));
        Files.delete(directory.resolve("opening/1"));
        audit().verifies();
        assertThat(audit().said()).endsWith(
                "The log does not show what log_index 20, the first record of log.example/test/1, states.\n");
        file("opening/1", "{\"disclosures\":[]}");
        audit().verifies();
        assertThat(audit().said()).contains("The log does not show what log_index 20");
    }
}
