package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.log.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Entries, proofs and disclosures as an export has them, whole and then changed in one place. */
class EntriesTest {
    private static final int SIZE = 300;
    private static final TestLog LOG = TestLog.of(SIZE);

    @TempDir
    private Path directory;

    private List<String> lines = new ArrayList<>();
    private List<String> disclosures = new ArrayList<>();
    private String key = TestLog.KEY.verifierKey().toString();
    private String checkpoint = LOG.checkpoint(SIZE, TestLog.KEY);

    @BeforeEach
    void an_export_of_everything() {
        lines = new ArrayList<>(lines(LOG));
        disclosures = new ArrayList<>(
                IntStream.range(0, SIZE).mapToObj(i -> TestLog.disclosure(i, "warning")).toList());
    }

    private static List<String> lines(TestLog log) {
        return log.entries().stream().map(entry -> new String(entry, UTF_8)).toList();
    }

    private Verify verify(String... more) {
        try {
            Files.writeString(directory.resolve("checkpoint"), checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Verify.run(Stream.concat(
                Stream.of("entries", "--key", key, "--checkpoint", directory.resolve("checkpoint"), "--disclosures",
                        Verify.file(directory.resolve("disclosures.ndjson"), disclosures),
                        Verify.file(directory.resolve("entries.ndjson"), lines)),
                Stream.of(more)).toArray());
    }

    /** Only these records, each with its proof. */
    private Verify verifyPart(List<Integer> indexes, String... more) {
        lines = new ArrayList<>(indexes.stream().map(lines::get).toList());
        disclosures = new ArrayList<>(indexes.stream().map(disclosures::get).toList());
        return verifyProofs(indexes.stream().map(LOG::proof).toList(), more);
    }

    private Verify verifyProofs(List<String> proofs, String... more) {
        return verify(Stream.concat(
                Stream.of("--proofs", Verify.file(directory.resolve("proofs.ndjson"), proofs).toString()),
                Stream.of(more)).toArray(String[]::new));
    }

    private void edit(int line, String from, String to) {
        lines.set(line, lines.get(line).replace(from, to));
    }

    @Test
    void a_whole_log_verifies() {
        verify().verifies();
    }

    @Test
    void an_empty_log_verifies() {
        lines.clear();
        disclosures.clear();
        checkpoint = LOG.checkpoint(0, TestLog.KEY);
        verify().verifies();
    }

    @Test
    void withheld_fields_do_not_matter() {
        disclosures.subList(3, 250).clear();
        verify().verifies();
    }

    @Test
    void records_that_somebody_picked_verify_by_their_proofs() {
        verifyPart(List.of(3, 10, 24, 299)).verifies();
    }

    @Test
    void a_stretch_of_the_log_must_have_every_record() {
        verifyPart(IntStream.range(100, 200).boxed().toList(), "--from", "100", "--to", "200").verifies();
        an_export_of_everything();
        verifyPart(IntStream.range(100, 200).filter(i -> i != 150).boxed().toList(), "--from", "100", "--to", "200")
                .doesNot("entries.ndjson, line 51", "log_index is 151 where 150 is due");
        an_export_of_everything();
        verifyPart(IntStream.range(100, 199).boxed().toList(), "--from", "100", "--to", "200")
                .doesNot("ends before log_index 199, and should end before 200");
        an_export_of_everything();
        verifyPart(IntStream.range(101, 300).boxed().toList(), "--from", "100")
                .doesNot("line 1", "log_index is 101 where 100 is due");
    }

    @Test
    void a_chain_that_must_be_whole_may_lack_neither_its_beginning_nor_its_middle() {
        List<Integer> chain = IntStream.range(0, 20).map(i -> 7 * i).boxed().toList();
        verifyPart(chain, "--whole-chains").verifies();
        an_export_of_everything();
        verifyPart(chain.stream().filter(i -> i != 70).toList(), "--whole-chains").doesNot("line 11",
                "log_index 77 has chain_seq 11 where its chain has 10 due, after log_index 63");
        an_export_of_everything();
        verifyPart(chain.subList(1, 20), "--whole-chains").doesNot("line 1", "has chain_seq 1 where its chain has 0");
        an_export_of_everything();
        verifyPart(chain.stream().filter(i -> i != 70).toList()).verifies();
    }

    @Test
    void an_edited_entry_is_named_by_its_successor_in_the_chain() {
        edit(100, "recorded_at\":\"2026", "recorded_at\":\"2025");
        verify().doesNot("line 101", "log_index 100", "before that of its predecessor");
        an_export_of_everything();
        edit(100, "\"v\":1", "\"v\":1,\"x\":1");
        verify().doesNot("line 108", "log_index 107", "log_index 100", "one of the two was changed");
    }

    @Test
    void an_edited_entry_at_the_end_of_its_chain_is_found_by_the_root_and_named_by_its_proof() {
        edit(299, "\"v\":1", "\"v\":1,\"x\":1");
        verify().doesNot("the entries do not give the root");
        verifyProofs(IntStream.range(0, SIZE).mapToObj(LOG::proof).toList()).doesNot("entries.ndjson, line 300",
                "proofs.ndjson, line 300", "log_index 299", "was changed or moved");
    }

    @Test
    void a_dropped_entry_is_found() {
        lines.remove(123);
        verify().doesNot("line 124", "log_index is 124 where 123 is due");
    }

    @Test
    void a_missing_tail_is_found() {
        lines.subList(290, SIZE).clear();
        disclosures.subList(290, SIZE).clear();
        verify().doesNot("ends before log_index 290, and should end before 300");
    }

    @Test
    void more_entries_than_were_signed_are_found() {
        lines.addAll(lines(TestLog.of(SIZE + 1)).subList(SIZE, SIZE + 1));
        verify().doesNot("ends before log_index 301, and should end before 300");
    }

    @Test
    void swapped_entries_are_found() {
        Collections.swap(lines, 40, 41);
        verify().doesNot("line 41", "log_index is 41 where 40 is due");
    }

    @Test
    void an_entry_under_another_ones_index_is_found_by_its_proof() {
        edit(20, "\"log_index\":20", "\"log_index\":21");
        lines = new ArrayList<>(List.of(lines.get(20)));
        disclosures.clear();
        verifyProofs(List.of(LOG.proof(21))).doesNot("line 1", "as log_index 21");
    }

    @Test
    void a_log_rewritten_with_all_its_hashes_is_found_by_the_root() {
        List<String> severities = new ArrayList<>(Collections.nCopies(SIZE, "warning"));
        severities.set(5, "info");
        lines = new ArrayList<>(lines(TestLog.of(severities)));
        disclosures.clear();
        verify().doesNot("the entries do not give the root");
    }

    @Test
    void another_key_or_an_edited_checkpoint_is_found() {
        String own = key;
        key = SigningKey.generate(TestLog.ORIGIN).verifierKey().toString();
        verify().doesNot("checkpoint: no given key has signed this checkpoint of log.example/test");
        key = SigningKey.generate("log.example/other").verifierKey().toString();
        verify().doesNot("no given key has signed");
        key = own;
        checkpoint = checkpoint.replace("\n300\n", "\n299\n");
        verify().doesNot("no given key has signed");
    }

    @Test
    void a_disclosure_of_another_value_or_salt_is_found() {
        disclosures.set(7, TestLog.disclosure(7, "info"));
        verify().doesNot("disclosures.ndjson, line 8", "does not open the commitment to severity of log_index 7");
        disclosures.set(7, TestLog.disclosure(8, "warning").replace("\"log_index\":8", "\"log_index\":7"));
        verify().doesNot("disclosures.ndjson, line 8", "does not open");
    }

    @Test
    void a_disclosure_of_what_no_entry_has_is_found() {
        disclosures.set(7, disclosures.get(7).replace("\"severity\"", "\"actor_id\""));
        verify().doesNot("disclosures.ndjson, line 8", "log_index 7 has no commitment to actor_id");
        an_export_of_everything();
        disclosures.add(TestLog.disclosure(300, "warning"));
        verify().doesNot("disclosures.ndjson, line 301", "there is no entry with its log_index, 300");
        an_export_of_everything();
        List<Integer> picked = List.of(3, 10, 24);
        List<String> more = List.of(disclosures.get(3), disclosures.get(4), disclosures.get(10));
        lines = new ArrayList<>(picked.stream().map(lines::get).toList());
        disclosures = new ArrayList<>(more);
        verifyProofs(picked.stream().map(LOG::proof).toList()).doesNot("disclosures.ndjson, line 2",
                "there is no entry with its log_index, 4");
    }

    @Test
    void proofs_and_disclosures_ascend_as_the_entries_do() {
        Collections.swap(disclosures, 8, 9);
        verify().doesNot("disclosures.ndjson, line 10", "log_index 8 comes after 9");
    }

    @Test
    void a_missing_or_foreign_proof_is_found() {
        lines = new ArrayList<>(lines.subList(10, 13));
        disclosures.clear();
        verifyProofs(List.of(LOG.proof(10), LOG.proof(12))).doesNot("line 2", "there is no proof for log_index 11");
        verifyProofs(List.of(LOG.proof(10), LOG.proof(11), LOG.proof(12), LOG.proof(13)))
                .doesNot("proofs.ndjson, line 4", "there is no entry with its log_index, 13");
        verifyProofs(List.of(LOG.proof(10), LOG.proof(11).replace("[", "[\"" + "A".repeat(43) + "=\","), LOG.proof(12)))
                .doesNot("entries.ndjson, line 2", "proofs.ndjson, line 2");
    }

    @Test
    void nothing_beside_what_is_checked_may_stand_in_a_line() {
        disclosures.set(7, disclosures.get(7).replace("{", "{\"actor_id\":\"nobody\","));
        verify().doesNot("disclosures.ndjson, line 8", "no members but field, log_index, salt, value");
    }

    @Test
    void lines_that_are_no_entries_are_named() {
        lines.set(9, "");
        verify().doesNot("line 10", "not JSON");
        lines.set(9, "{\"v\":2}");
        verify().doesNot("line 10", "v must be 1");
        lines.set(9, " ".repeat(70_000));
        verify().doesNot("line 10", "longer than 65,535 bytes");
    }
}
