package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.log.Hashes;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.TestTree;
import io.datastorage.log.TlogProof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** Proofs of one event, and that a log only grew; right and then changed in one place. */
class ProofTest {
    private static final int SIZE = 300;
    private static final TestLog LOG = TestLog.of(SIZE);
    private static final String KEY = TestLog.KEY.verifierKey().toString();
    private static final int INDEX = 130;

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String hash(int index) {
        return HexFormat.of().formatHex(Hashes.leaf(LOG.entries().get(index)));
    }

    private static String note(int size) {
        return LOG.checkpoint(size, TestLog.KEY);
    }

    /** As the service answers, in the log of one size under the checkpoint of another. */
    private static String json(int index, int size, int signed) {
        return """
                {"event_id":"id-%d","log_index":%d,"event_hash":"%s","tree_size":%d,"inclusion_proof":%s,"consistency_proof":%s,\
                "checkpoint":"%s","entry":"%s","disclosures":[{"field":"severity",%s]}""".formatted(index, index,
                hash(index),
                size, TestLog.json(Proofs.inclusion(index, size, treeOf(size))),
                TestLog.json(Proofs.consistency(size, signed, treeOf(signed))), note(signed).replace("\n", "\\n"),
                new String(LOG.entries().get(index), UTF_8).replace("\"", "\\\""),
                TestLog.disclosure(index, "warning").substring("{\"field\":\"severity\",".length()));
    }

    private static TestTree treeOf(int size) {
        return new TestLog(LOG.entries().subList(0, size)).tree();
    }

    private Verify proof(String proof, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("proof", "--key", KEY, file("proof", proof).toString()));
        args.addAll(List.of(more));
        return Verify.run(args.toArray());
    }

    @Test
    void a_tlog_proof_verifies_for_its_own_event_only() throws IOException {
        String proof = new TlogProof(INDEX, Proofs.inclusion(INDEX, SIZE, LOG.tree()), SignedNote.parse(note(SIZE)))
                .encode();
        proof(proof, "--event-hash", hash(INDEX)).verifies();
        String entry = new String(LOG.entries().get(INDEX), UTF_8);
        proof(proof, "--entry", file("entry", entry).toString()).verifies();
        proof(proof, "--entry", file("entry", entry + "\n").toString()).verifies();
        proof(proof, "--event-hash", hash(INDEX + 1)).doesNot("does not lead from event hash", "as log_index 130");
        proof(proof.replace("index 130", "index 131"), "--event-hash", hash(INDEX)).doesNot("as log_index 131");
        proof(proof.replace("\n300\n", "\n301\n"), "--event-hash", hash(INDEX)).doesNot("no given key has signed");
        proof(proof.replace("index", "indices"), "--event-hash", hash(INDEX)).doesNot("line 2 of a proof");
        proof(proof).isMisused("give --entry or --event-hash");
        proof(proof, "--event-hash", "12").isMisused("64 lower-case hexadecimal digits");
    }

    @Test
    void the_services_proof_verifies_in_the_signed_log_and_in_an_earlier_one() throws IOException {
        for (int size : new int[]{131, 200, 256, 299, 300}) {
            proof(json(INDEX, size, SIZE)).verifies();
            proof(json(INDEX, size, SIZE), "--event-hash", hash(INDEX)).verifies();
        }
        proof(json(INDEX, 200, SIZE), "--event-hash", hash(131)).doesNot("the proof is for event hash");
    }

    @Test
    void a_changed_part_of_the_services_proof_is_found() throws IOException {
        String proof = json(INDEX, 200, SIZE);
        String same = json(INDEX, SIZE, SIZE);
        proof(proof.replace("\"log_index\":130,\"event_hash\"", "\"log_index\":131,\"event_hash\"")).doesNot(
                "the entry has log_index 130, and the proof 131");
        proof(proof.replaceFirst("id-130", "id-131")).doesNot("another event_id");
        proof(proof.replace("rr-4", "rr-5")).doesNot("the entry has the hash");
        proof(proof.replace("\\\"warning", "\\\"info")).doesNot("disclosure 0", "does not open");
        proof(proof.replace("\"tree_size\":200", "\"tree_size\":201")).doesNot("log of size 201");
        proof(proof.replace("\"tree_size\":200", "\"tree_size\":130")).doesNot("inclusion_proof is not as long");
        proof(proof.replaceFirst("inclusion_proof\":\\[\"....", "inclusion_proof\":[\"AAAA")).doesNot(
                "is not the beginning of the one that the checkpoint signs");
        proof(same.replaceFirst("inclusion_proof\":\\[\"....", "inclusion_proof\":[\"AAAA")).doesNot(
                "does not lead from event hash");
        proof(proof.replaceFirst("consistency_proof\":\\[\"....", "consistency_proof\":[\"AAAA")).doesNot(
                "is not the beginning");
        proof(proof.replace("\\n300\\n", "\\n301\\n")).doesNot("no given key has signed");
        proof(proof.replace("inclusion_proof", "inclusion")).doesNot("inclusion_proof is missing");
    }

    @Test
    void the_receipts_of_an_answer_verify_each() throws IOException {
        String answer = "{\"receipts\":[%s,%s],\"checkpoint\":\"%s\"}".formatted(receipt(3), receipt(4),
                note(SIZE).replace("\n", "\\n"));
        proof(answer).verifies();
        proof(answer.replace(hash(4), hash(5))).doesNot("receipt 1");
        proof("{\"receipts\":[],\"checkpoint\":\"%s\"}".formatted(note(SIZE).replace("\n", "\\n")))
                .doesNot("there are no receipts");
    }

    private static String receipt(int index) {
        return LOG.proof(index).replaceFirst("\\{", "{\"event_hash\":\"" + hash(index) + "\",");
    }

    private Verify consistency(int from, int to, String... how) throws IOException {
        List<String> args = new ArrayList<>(List.of("consistency", "--key", KEY));
        args.addAll(List.of(how));
        args.add(file("old", note(from)).toString());
        args.add(file("new", note(to)).toString());
        return Verify.run(args.toArray());
    }

    private static String consistencyJson(int from, int to) {
        return "{\"from\":%d,\"to\":%d,\"consistency_proof\":%s}".formatted(from, to,
                TestLog.json(Proofs.consistency(from, to, treeOf(to))));
    }

    @Test
    void a_checkpoint_extends_an_earlier_one_by_a_proof_or_by_the_tiles() throws IOException {
        Path log = LOG.write(directory.resolve("log"));
        for (int from : new int[]{0, 1, 100, 256, 299, 300}) {
            consistency(from, 300, "--proof", file("proof", consistencyJson(from, 300)).toString()).verifies();
            consistency(from, 300, "--log", log.toString()).verifies();
        }
    }

    @Test
    void a_checkpoint_that_does_not_extend_is_found() throws IOException {
        String proof = file("proof", consistencyJson(100, 300)).toString();
        consistency(101, 300, "--proof", proof).doesNot("the proof is from size 100 to size 300");
        consistency(300, 100, "--proof", proof).doesNot("shorter than it was");
        file("proof", consistencyJson(100, 300).replaceFirst("\\[\"....", "[\"AAAA"));
        consistency(100, 300, "--proof", proof).doesNot("does not lead from the root of size 100");
        List<String> severities = new ArrayList<>(Collections.nCopies(SIZE, "warning"));
        severities.set(50, "info");
        TestLog forked = TestLog.of(severities);
        Path log = forked.write(directory.resolve("forked"));
        Path newer = log.resolve("checkpoint");
        Path older = file("old", note(100));
        Verify.run("consistency", "--key", KEY, "--log", log, older, newer).doesNot("rewritten or forked");
        Verify.run("consistency", "--key", KEY, "--log", log, file("old", note(SIZE)), newer)
                .doesNot("rewritten or forked");
        Verify.run("consistency", "--key", KEY, "--proof", proof, older, newer).doesNot("rewritten or forked");
        consistency(100, 300).isMisused("--proof and --log");
    }
}
