package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Commitments;
import io.datastorage.event.Disclosure;
import io.datastorage.ledger.LatestCheckpoint.Published;
import io.datastorage.ledger.LogEntries;
import io.datastorage.log.Proofs;
import io.datastorage.log.TileReader;
import io.datastorage.web.JsonBytes;
import tools.jackson.core.JsonGenerator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Writes proofs. Hashes of the tree are in base64, as C2SP has them; event hashes and salts in hex. */
final class ProofJson {
    private static final HexFormat HEX = HexFormat.of();

    private ProofJson() {}

    /**
     * That a record is in the log of a size, which the checkpoint signs or extends.
     *
     * <p>The record's own columns are shown, whatever they hold: if they were changed, the proof does not fit them.
     */
    static byte[] inclusion(AuditRecord record, long size, Published checkpoint, TileReader tiles) {
        long index = record.placement().logIndex();
        List<byte[]> inclusion = Proofs.inclusion(index, size, tiles);
        List<byte[]> consistency = Proofs.consistency(size, checkpoint.size(), tiles);
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringProperty("event_id", record.placement().eventId().toString());
            json.writeNumberProperty("log_index", index);
            json.writeStringProperty("event_hash", HEX.formatHex(record.eventHash()));
            json.writeNumberProperty("tree_size", size);
            hashes(json, "inclusion_proof", inclusion);
            if (size != checkpoint.size()) {
                hashes(json, "consistency_proof", consistency);
            }
            json.writeStringProperty("checkpoint", checkpoint.note());
            if (record.salt() != null) {
                json.writeStringProperty("entry", new String(LogEntries.entry(record), StandardCharsets.UTF_8));
                disclosures(json, Commitments.disclosures(record));
            }
            json.writeEndObject();
        });
    }

    /** That the log of one size begins with the log of another, both of which the checkpoint signs or extends. */
    static byte[] consistency(long from, long to, Published checkpoint, TileReader tiles) {
        List<byte[]> between = Proofs.consistency(from, to, tiles);
        List<byte[]> onward = Proofs.consistency(to, checkpoint.size(), tiles);
        byte[] fromRoot = Proofs.root(from, tiles);
        byte[] toRoot = Proofs.root(to, tiles);
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("from", from);
            json.writeStringProperty("from_root", base64(fromRoot));
            json.writeNumberProperty("to", to);
            json.writeStringProperty("to_root", base64(toRoot));
            hashes(json, "consistency_proof", between);
            if (to != checkpoint.size()) {
                hashes(json, "checkpoint_consistency_proof", onward);
            }
            json.writeStringProperty("checkpoint", checkpoint.note());
            json.writeEndObject();
        });
    }

    /** What opens the commitments in the entry of a record that has its salt. */
    static byte[] opening(AuditRecord record) {
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("log_index", record.placement().logIndex());
            disclosures(json, Commitments.disclosures(record));
            json.writeEndObject();
        });
    }

    private static void disclosures(JsonGenerator json, List<Disclosure> disclosures) {
        json.writeArrayPropertyStart("disclosures");
        for (Disclosure disclosure : disclosures) {
            json.writeStartObject();
            json.writeStringProperty("field", disclosure.field());
            json.writeStringProperty("salt", HEX.formatHex(disclosure.salt()));
            json.writeStringProperty("value", disclosure.value());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void hashes(JsonGenerator json, String name, List<byte[]> hashes) {
        json.writeArrayPropertyStart(name);
        hashes.forEach(hash -> json.writeString(base64(hash)));
        json.writeEndArray();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
