package io.datastorage.verify;

import io.datastorage.log.Hashes;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an entry says of its own place, and what it commits to.
 *
 * @param hash the event hash: of the leaf, and what the next record of the chain names; 32 bytes
 * @param previous hash of the record before it in its chain, null for the first
 * @param recordedAt UTC in one fixed form, so that texts sort as times do
 * @param commitments by field, 32 bytes each
 */
record Entry(byte[] hash, String eventId, long logIndex, String correlationId, long chainSeq,
        byte @Nullable [] previous,
        String recordedAt, Map<String, byte[]> commitments) {
    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z";

    /**
     * Reads an entry.
     *
     * @throws JsonException if it is none of version 1
     */
    static Entry parse(byte[] entry) {
        Json.JsonObject json = Json.object(entry);
        if (json.count("v") != 1) {
            throw new JsonException("v must be 1: later versions of the format are not known");
        }
        long seq = json.count("chain_seq");
        if (json.has("previous_event_hash") == (seq == 0)) {
            throw new JsonException("previous_event_hash must be there unless chain_seq is 0");
        }
        String recordedAt = json.string("recorded_at");
        if (!recordedAt.matches(TIME)) {
            throw new JsonException("recorded_at must be a UTC time with six fraction digits");
        }
        return new Entry(Hashes.leaf(entry), json.string("event_id"), json.count("log_index"),
                json.string("correlation_id"), seq,
                seq == 0 ? null : json.hex("previous_event_hash", Hashes.LENGTH), recordedAt, commitments(json));
    }

    private static Map<String, byte[]> commitments(Json.JsonObject json) {
        if (!json.has("commitments")) {
            return Map.of();
        }
        Json.JsonObject all = json.object("commitments");
        return all.members().keySet().stream()
                .collect(Collectors.toMap(Function.identity(), field -> all.hex(field, Hashes.LENGTH)));
    }
}
