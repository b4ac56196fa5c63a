package io.datastorage.proof;

import static io.datastorage.web.ApiSchemas.array;
import static io.datastorage.web.ApiSchemas.base64;
import static io.datastorage.web.ApiSchemas.bool;
import static io.datastorage.web.ApiSchemas.bytes;
import static io.datastorage.web.ApiSchemas.hash;
import static io.datastorage.web.ApiSchemas.integer;
import static io.datastorage.web.ApiSchemas.number;
import static io.datastorage.web.ApiSchemas.object;
import static io.datastorage.web.ApiSchemas.oneOf;
import static io.datastorage.web.ApiSchemas.pattern;
import static io.datastorage.web.ApiSchemas.text;
import static io.datastorage.web.ApiSchemas.time;
import static io.datastorage.web.ApiSchemas.uuid;

import io.datastorage.web.ApiObject;
import io.datastorage.web.ApiOperation;
import io.datastorage.web.ProblemType;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** How checkpoints, tiles and proofs are described to clients. */
@Component
class LogDescription implements OpenApiCustomizer {
    private static final String TAG = VerifyChainDescription.TAG;
    private static final String LOG = "/api/v1/log";
    private static final String TILES = LOG + "/tile/**";
    private static final String TILE = LOG + "/tile/{tile}";
    private static final String TEXT = "text/plain;charset=UTF-8";

    @Override
    public void customise(OpenAPI api) {
        checkpoints(api);
        transitions(api);
        tiles(api);
        proofs(api);
        status(api);
    }

    private static void status(OpenAPI api) {
        ApiOperation.of(api, HttpMethod.GET, LOG + "/status")
                .is("getLogStatus", TAG, "How signing and the self-check are",
                        "Of the instance that answers. What it found stays until it is restarted.")
                .answers(200, "The status.", object("")
                        .required("signing", object("")
                                .required("state", oneOf("off", "starting", "signing", "unconfirmed",
                                        "held_head_unreachable", "database_unreachable", "mismatch"), "")
                                .optional("size", integer(), "Number of records that the newest checkpoint signs.")
                                .optional("compared_at", time(),
                                        "When the database was last found to be the log that was signed.")
                                .optional("age_seconds", number(), "How long ago that was.")
                                .schema(), "")
                        .required("self_check", selfCheck(), "")
                        .schema());
    }

    private static Schema<?> selfCheck() {
        Schema<?> finding = object("")
                .required("kind", text(), "")
                .optional("log_index", integer(), "The first log index it concerns.")
                .required("message", text(), "")
                .schema();
        return object("")
                .required("state", oneOf("off", "starting", "checking", "following", "paused"), "")
                .required("position", integer(), "Records below this log index were checked in the present pass.")
                .required("size", integer(), "Number of records to check.")
                .required("checked_against", oneOf("checkpoint", "unsigned"), "")
                .optional("started_at", time(), "When the present or the last pass began.")
                .optional("last_full_pass", object("")
                        .required("started_at", time(), "")
                        .required("finished_at", time(), "")
                        .required("records", integer(), "")
                        .schema(), "")
                .required("findings_total", integer(), "")
                .optional("first_bad_log_index", integer(), "The lowest that a finding names.")
                .required("findings", array(finding), "The first of them.")
                .schema();
    }

    private static void checkpoints(OpenAPI api) {
        operation(api, LOG + "/checkpoint")
                .is("getCheckpoint", TAG, "The newest signed checkpoint",
                        "A signed note with the size and the root of the log (C2SP tlog-checkpoint), witnesses' cosignatures"
                                + " included.")
                .query("witnessed", bool(), "true: the newest one that a witness has cosigned.")
                .answers(200, "The note.", TEXT, text());
        operation(api, LOG + "/key")
                .is("getKey", TAG, "The verifier key",
                        "In the form `name+hash+key` (C2SP signed-note), one line for each key that signs now. Fetch it once,"
                                + " over a way you trust, and keep it.")
                .answers(200, "The key.", TEXT, text());
        operation(api, LOG + "/keys")
                .is("getKeys", TAG, "The keys of the log, retired ones included", "")
                .answers(200, "The keys.", object("")
                        .required("origin", text(), "The first line of every checkpoint.")
                        .required("keys", array(text()), "That sign now.")
                        .required("retired_keys", array(object("")
                                .required("key", text(), "")
                                .required("last_size", integer(), "The last size it signed.")
                                .required("statement", text(), "Its successor's signed note that says so.")
                                .schema()), "")
                        .schema());
    }

    private static void transitions(OpenAPI api) {
        operation(api, LOG + "/transition/{epoch}")
                .is("getTransition", TAG, "How an epoch of the log began",
                        "When the database lost records that were signed, an operator may have the log go on with what is"
                                + " left, under a new origin. This note, signed under both origins, states the size and root"
                                + " that were signed, and those that the new epoch began with. Epoch 0 has none.")
                .path("epoch", integer(), "The last part of the new origin.")
                .answers(200, "The note.", TEXT, text());
        operation(api, LOG + "/opening/{epoch}")
                .is("getOpening", TAG, "What the first record of an epoch states",
                        "It states the sizes and roots that the transition states, who decided, and why. The bundle of"
                                + " entries has it with commitments; this opens them.")
                .path("epoch", integer(), "The last part of the new origin.")
                .answers(200, "The disclosures.", object("")
                        .required("log_index", integer(), "Where the record is.")
                        .required("disclosures", array(disclosure()), "What opens the commitments in its entry.")
                        .schema());
    }

    private static void tiles(OpenAPI api) {
        api.getPaths().addPathItem(TILE, api.getPaths().remove(TILES));
        ApiOperation.of(api, HttpMethod.GET, TILE)
                .is("getTile", TAG, "A tile of hashes or a bundle of entries",
                        "At the paths of C2SP tlog-tiles: `tile/<L>/<N>[.p/<W>]` and `tile/entries/<N>[.p/<W>]`, N as in"
                                + " `x001/x234/067`. What is served never changes.")
                .path("tile", pattern("^([0-9]|[1-5][0-9]|6[0-3]|entries)/(x[0-9]{3}/)*[0-9]{3}(\\.p/[0-9]{1,3})?$"),
                        "")
                .answers(200, "Hashes of 32 bytes each, or entries, each after its length in two bytes.",
                        "application/octet-stream", bytes())
                .revalidates()
                .fails(ProblemType.NOT_FOUND);
    }

    private static void proofs(OpenAPI api) {
        operation(api, "/api/v1/audit/events/{event_id}/proof")
                .is("getEventProof", TAG, "Prove that an event is in the log",
                        "Waits for the next signature if need be.")
                .path("event_id", uuid(), "")
                .query("format", format(), "`tlog-proof`: one text for download (C2SP tlog-proof).")
                .answers(200, "The proof.", inclusion())
                .answers(200, "The proof.", TEXT, text());
        operation(api, LOG + "/proof/inclusion")
                .is("getInclusionProof", TAG, "Prove that a record is in the log",
                        "Give `index` or `hash`. Waits for the next signature if need be.")
                .query("index", integer(), "Log index of the record.")
                .query("hash", hash(), "Event hash of the record.")
                .query("size", integer(), "Size of the log to prove it in; by default that of the newest checkpoint.")
                .query("format", format(), "`tlog-proof`: one text for download (C2SP tlog-proof).")
                .answers(200, "The proof.", inclusion())
                .answers(200, "The proof.", TEXT, text());
        operation(api, LOG + "/proof/consistency")
                .is("getConsistencyProof", TAG, "Prove that the log only grew", "RFC 6962, section 2.1.2.")
                .query("from", integer(), "The earlier size.")
                .query("to", integer(), "The later size; by default that of the newest checkpoint.")
                .answers(200, "The proof.", checkpointed(object("")
                        .required("from", integer(), "")
                        .required("from_root", base64(), "To be compared with the checkpoint that you have kept.")
                        .required("to", integer(), "")
                        .required("to_root", base64(), "")
                        .required("consistency_proof", array(base64()), "")
                        .optional("checkpoint_consistency_proof", array(base64()),
                                "From `to` to the checkpoint, where they differ.")));
    }

    private static ApiOperation operation(OpenAPI api, String path) {
        return ApiOperation.of(api, HttpMethod.GET, path).fails(ProblemType.NOT_FOUND);
    }

    private static Schema<?> format() {
        return oneOf("json", "tlog-proof");
    }

    private static Schema<?> inclusion() {
        return checkpointed(object("")
                .required("event_id", uuid(), "")
                .required("log_index", integer(), "")
                .required("event_hash", hash(), "")
                .required("tree_size", integer(), "Size of the log that `inclusion_proof` leads to the root of.")
                .required("inclusion_proof", array(base64()), "RFC 6962, section 2.1.1.")
                .optional("consistency_proof", array(base64()),
                        "From `tree_size` to the checkpoint, where they differ.")
                .optional("entry", text(),
                        "The bytes that are hashed: SHA-256 of a zero byte and these is the event hash.")
                .optional("disclosures", array(disclosure()), "What opens the commitments in the entry."));
    }

    private static Schema<?> disclosure() {
        return object("")
                .required("field", text(), "")
                .required("salt", pattern("^[0-9a-f]{32}$"), "")
                .required("value", text(), "Canonical JSON of the value.")
                .schema();
    }

    private static Schema<?> checkpointed(ApiObject object) {
        return object.required("checkpoint", text(), "The newest signed checkpoint.").schema();
    }
}
