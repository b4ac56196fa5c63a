package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.Hashes;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.TlogProof;
import io.datastorage.log.VerifierKey;
import io.datastorage.web.Http;
import io.datastorage.web.ProblemAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A client that believes nothing but the verifier key. */
class SignedLogTest {
    private static final String BATCH = "/api/v1/audit/events/batch";
    private static final int EVENTS = 300;

    private static TestDatabase database;
    private static TestService service;
    private static JsonNode posted;
    private static VerifierKey key;

    @BeforeAll
    static void post_a_batch() {
        database = TestDatabase.migrated();
        service = TestService.on(database);
        posted = Http.json(service.api().post(BATCH + "?proof=true", GatewayEvents.batch(0, EVENTS)));
        key = VerifierKey.parse(service.api().get("/api/v1/log/key").body().strip());
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void every_receipt_that_was_asked_for_a_proof_checks_against_the_checkpoint_beside_it() {
        Checkpoint checkpoint = signed(posted.path("checkpoint").asString());
        assertThat(posted.path("receipts")).hasSize(EVENTS);
        for (JsonNode receipt : posted.path("receipts")) {
            assertThat(
                    Proofs.checkInclusion(hashes(receipt.path("inclusion_proof")), receipt.path("log_index").asLong(),
                            hex(receipt.path("event_hash")), checkpoint.size(), checkpoint.root()))
                    .isTrue();
        }
    }

    @Test
    void a_tile_that_was_kept_is_not_sent_again() {
        var sent = service.api().get("/api/v1/log/tile/0/000");
        assertThat(sent.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        var kept = service.api().get("/api/v1/log/tile/0/000", "If-None-Match",
                sent.headers().firstValue("ETag").orElseThrow());
        assertThat(kept.statusCode()).isEqualTo(304);
        assertThat(kept.body()).isEmpty();
    }

    @Test
    void an_answer_has_no_proof_unless_one_was_asked_for() {
        JsonNode plain = Http.json(service.api().post("/api/v1/audit/events",
                GatewayEvents.event(1_000, "plain", Instant.now())));
        assertThat(plain.has("event_hash")).isTrue();
        assertThat(plain.has("checkpoint")).isFalse();
        JsonNode proven = Http.json(service.api().post("/api/v1/audit/events",
                GatewayEvents.event(1_001, "plain", Instant.now()), "Prefer", "proof"));
        Checkpoint checkpoint = signed(proven.path("checkpoint").asString());
        assertThat(Proofs.checkInclusion(hashes(proven.path("inclusion_proof")), proven.path("log_index").asLong(),
                hex(proven.path("event_hash")), checkpoint.size(), checkpoint.root())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 299})
    void an_event_is_proven_by_id_by_index_and_by_hash(int number) {
        JsonNode receipt = posted.path("receipts").path(number);
        for (String question : List.of(
                "/api/v1/audit/events/" + receipt.path("event_id").asString() + "/proof",
                "/api/v1/log/proof/inclusion?index=" + receipt.path("log_index").asLong(),
                "/api/v1/log/proof/inclusion?hash=" + receipt.path("event_hash").asString())) {
            JsonNode proof = get(question);
            Checkpoint checkpoint = signed(proof.path("checkpoint").asString());
            assertThat(proof.path("tree_size").asLong()).isEqualTo(checkpoint.size());
            byte[] leaf = Hashes.leaf(proof.path("entry").asString().getBytes(StandardCharsets.UTF_8));
            assertThat(HexFormat.of().formatHex(leaf)).isEqualTo(receipt.path("event_hash").asString());
            assertThat(
                    Proofs.checkInclusion(hashes(proof.path("inclusion_proof")), proof.path("log_index").asLong(), leaf,
                            checkpoint.size(), checkpoint.root()))
                    .isTrue();
            assertThat(proof.path("disclosures").findValuesAsString("field")).contains("actor_id", "event_data");
        }
    }

    @Test
    void an_event_is_proven_in_an_earlier_log_that_the_newest_checkpoint_extends() {
        JsonNode proof = get("/api/v1/log/proof/inclusion?index=7&size=200");
        Checkpoint checkpoint = signed(proof.path("checkpoint").asString());
        byte[] root = Base64.getDecoder().decode(get("/api/v1/log/proof/consistency?from=200").path("from_root")
                .asString());
        assertThat(Proofs.checkInclusion(hashes(proof.path("inclusion_proof")), 7,
                hex(posted.path("receipts").path(7).path("event_hash")), 200, root)).isTrue();
        assertThat(Proofs.checkConsistency(hashes(proof.path("consistency_proof")), 200, root, checkpoint.size(),
                checkpoint.root())).isTrue();
    }

    @Test
    void the_text_form_of_a_proof_verifies_by_itself() {
        JsonNode receipt = posted.path("receipts").path(42);
        var answer = service.api().get("/api/v1/audit/events/" + receipt.path("event_id").asString()
                + "/proof?format=tlog-proof");
        assertThat(answer.headers().firstValue("Content-Disposition").orElse("")).contains(".tlog-proof");
        assertThat(TlogProof.parse(answer.body()).proves(hex(receipt.path("event_hash")), key.name(), key)).isTrue();
    }

    @Test
    void two_sizes_are_shown_to_be_one_log() {
        JsonNode proof = get("/api/v1/log/proof/consistency?from=100&to=257");
        assertThat(
                Proofs.checkConsistency(hashes(proof.path("consistency_proof")), 100, base64(proof, "from_root"), 257,
                        base64(proof, "to_root")))
                .isTrue();
        Checkpoint checkpoint = signed(proof.path("checkpoint").asString());
        assertThat(Proofs.checkConsistency(hashes(proof.path("checkpoint_consistency_proof")), 257,
                base64(proof, "to_root"), checkpoint.size(), checkpoint.root())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "proof/inclusion", "proof/inclusion?index=1&hash=00", "proof/inclusion?index=-1",
            "proof/inclusion?index=01",
            "proof/inclusion?index=5&size=5", "proof/inclusion?index=5&size=0", "proof/inclusion?hash=zz",
            "proof/inclusion?index=1&format=xml", "proof/inclusion?index=1&size=3&format=tlog-proof",
            "proof/inclusion?index=99999999999999999999", "proof/inclusion?idx=1", "proof/consistency",
            "proof/consistency?from=5&to=4", "proof/consistency?from=a", "proof/consistency?from=1&to=",
            "tile/0/0", "tile/0/000.p/0", "tile/0/000.p/256", "tile/64/000", "tile/-1/000", "tile/0/x000",
            "tile/0/x000/000",
            "tile/entries/0", "tile/0/000.p/01", "tile/", "tile/0/000/", "tile/0/%30%30%30", "tile/00/000",
            "tile/0/000?a=b", "checkpoint?x=1", "key?x=1"})
    void a_malformed_question_is_a_400_that_says_what_is_wrong(String question) {
        var answer = service.api().get("/api/v1/log/" + question);
        if (question.equals("proof/consistency?from=1&to=")) {
            assertThat(answer.statusCode()).isEqualTo(200);
        } else {
            ProblemAssert.assertProblem(answer, 400, "validation-error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "proof/inclusion?index=99999999", "proof/consistency?from=99999999", "tile/0/999", "tile/1/000",
            "tile/5/000.p/1",
            "tile/entries/x999/x999/999", "tile/63/x999/x999/x999/x999/x999/999.p/255",
            "proof/inclusion?hash=0000000000000000000000000000000000000000000000000000000000000000"})
    void what_the_log_has_not_is_a_404(String question) {
        ProblemAssert.assertProblem(service.api().get("/api/v1/log/" + question), 404, "not-found");
    }

    private static JsonNode get(String path) {
        var answer = service.api().get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }

    private static Checkpoint signed(String note) {
        SignedNote parsed = SignedNote.parse(note);
        assertThat(key.verifies(parsed)).isTrue();
        Checkpoint checkpoint = Checkpoint.parse(parsed.text());
        assertThat(checkpoint.origin()).isEqualTo(key.name());
        return checkpoint;
    }

    private static List<byte[]> hashes(JsonNode array) {
        List<byte[]> hashes = new ArrayList<>();
        array.forEach(hash -> hashes.add(Base64.getDecoder().decode(hash.asString())));
        return hashes;
    }

    private static byte[] base64(JsonNode object, String name) {
        return Base64.getDecoder().decode(object.path(name).asString());
    }

    private static byte[] hex(JsonNode hash) {
        return HexFormat.of().parseHex(hash.asString());
    }
}
