package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.Hashes;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.TlogProof;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code proof}: that one event is in the log, from a tlog-proof or from what the service answers. */
final class ProofCommand {
    private final Keys keys;
    private final String file;
    private final byte @Nullable [] expected;

    private ProofCommand(Options options) {
        keys = Keys.of(options);
        file = options.other(0);
        String hash = options.get("--event-hash");
        String entry = options.get("--entry");
        if (hash != null && entry != null) {
            throw StoppedException.misused("--entry and --event-hash say the same: give one of them");
        }
        try {
            expected = hash != null
                    ? Bytes.ofHex(hash, Hashes.LENGTH, "--event-hash")
                    : entry == null ? null : Hashes.leaf(withoutLineFeed(Inputs.bytes(entry)));
        } catch (JsonException malformed) {
            throw StoppedException.misused(String.valueOf(malformed.getMessage()));
        }
    }

    static String run(List<String> args) {
        var command = new ProofCommand(Options.of(args, Set.of("--key", "--entry", "--event-hash"), Set.of(), 1));
        String text = Inputs.text(command.file);
        return StoppedException.at(command.file,
                () -> text.startsWith("{")
                        ? command.json(Json.object(text.getBytes(UTF_8)))
                        : command.tlogProof(TlogProof.parse(text)));
    }

    private String tlogProof(TlogProof proof) {
        if (expected == null) {
            throw StoppedException.misused("a tlog-proof does not say of what: give --entry or --event-hash");
        }
        Checkpoint checkpoint = keys.open(proof.checkpoint(), file);
        if (!proof.includes(expected)) {
            throw StoppedException.found("%s: the proof does not lead from event hash %s, as log_index %d, to the root "
                    + "of its checkpoint", file, Bytes.hex(expected), proof.index());
        }
        return included(Bytes.hex(expected), proof.index(), checkpoint);
    }

    private String json(Json.JsonObject answer) {
        Checkpoint checkpoint = keys.open(SignedNote.parse(answer.string("checkpoint")), file);
        if (!answer.has("receipts")) {
            return event(answer, checkpoint, file);
        }
        List<Json> receipts = answer.array("receipts");
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < receipts.size(); i++) {
            String where = "%s, receipt %d".formatted(file, i);
            if (!(receipts.get(i) instanceof Json.JsonObject receipt)) {
                throw StoppedException.found("%s: it must be a JSON object", where);
            }
            said.append(i == 0 ? "" : "\n").append(StoppedException.at(where,
                    () -> event(receipt, checkpoint, where)));
        }
        if (said.isEmpty()) {
            throw StoppedException.found("%s: there are no receipts", file);
        }
        return said.toString();
    }

    private String event(Json.JsonObject proof, Checkpoint checkpoint, String where) {
        long index = proof.count("log_index");
        byte[] hash = proof.hex("event_hash", Hashes.LENGTH);
        if (expected != null && !Arrays.equals(expected, hash)) {
            throw StoppedException.found("%s: the proof is for event hash %s, not for %s", where, Bytes.hex(hash),
                    Bytes.hex(expected));
        }
        int opened = 0;
        if (proof.has("entry")) {
            byte[] bytes = proof.string("entry").getBytes(UTF_8);
            Entry entry = Entry.parse(bytes);
            if (!Arrays.equals(entry.hash(), hash)) {
                throw StoppedException.found("%s: the entry has the hash %s, and event_hash is %s", where,
                        Bytes.hex(entry.hash()), Bytes.hex(hash));
            }
            if (entry.logIndex() != index) {
                throw StoppedException.found("%s: the entry has log_index %d, and the proof %d", where,
                        entry.logIndex(), index);
            }
            if (!entry.eventId().equals(proof.string("event_id"))) {
                throw StoppedException.found("%s: the entry has another event_id than the proof", where);
            }
            opened = open(proof, entry, where);
        }
        include(proof, index, hash, checkpoint, where);
        return included(Bytes.hex(hash), index, checkpoint)
                + (opened == 0 ? "" : "\n%d disclosures open.".formatted(opened));
    }

    private static int open(Json.JsonObject proof, Entry entry, String where) {
        List<Json> disclosures = proof.has("disclosures") ? proof.array("disclosures") : List.of();
        for (int i = 0; i < disclosures.size(); i++) {
            if (!(disclosures.get(i) instanceof Json.JsonObject disclosure)) {
                throw new JsonException("disclosure %d must be a JSON object", i);
            }
            Disclosure.of(disclosure).check(entry, "%s, disclosure %d".formatted(where, i));
        }
        return disclosures.size();
    }

    /** In the signed log, or in an earlier one that the signed log begins with. */
    private static void include(Json.JsonObject proof, long index, byte[] hash, Checkpoint checkpoint, String where) {
        long size = proof.has("tree_size") ? proof.count("tree_size") : checkpoint.size();
        byte[] root = Proofs.impliedRoot(proof.hashes("inclusion_proof"), index, hash, size)
                .orElseThrow(() -> StoppedException.found(
                        "%s: inclusion_proof is not as long as a proof of log_index %d in a log of size %d is", where,
                        index, size));
        boolean same = size == checkpoint.size();
        if (same && !Arrays.equals(root, checkpoint.root())) {
            throw StoppedException.found("%s: the proof does not lead from event hash %s, as log_index %d, to the root "
                    + "of its checkpoint", where, Bytes.hex(hash), index);
        }
        if (!same && !Proofs.checkConsistency(proof.hashes("consistency_proof"), size, root, checkpoint.size(),
                checkpoint.root())) {
            throw StoppedException.found("%s: the log of size %d that the proof leads to from event hash %s, as "
                    + "log_index %d, is not the beginning of the one that the checkpoint signs", where, size,
                    Bytes.hex(hash), index);
        }
    }

    private static String included(String hash, long index, Checkpoint checkpoint) {
        return "event hash %s is log_index %d of %s, size %d.".formatted(hash, index, checkpoint.origin(),
                checkpoint.size());
    }

    private static byte[] withoutLineFeed(byte[] entry) {
        boolean ends = entry.length > 0 && entry[entry.length - 1] == '\n';
        return ends ? Arrays.copyOf(entry, entry.length - 1) : entry;
    }
}
