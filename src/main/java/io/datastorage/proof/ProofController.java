package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.ledger.EventReader;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LatestCheckpoint.Published;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogTiles;
import io.datastorage.log.Proofs;
import io.datastorage.log.SignedNote;
import io.datastorage.log.TileReader;
import io.datastorage.log.TlogProof;
import io.datastorage.web.EventIds;
import io.datastorage.web.InvalidParameterException;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemType;
import io.datastorage.web.QueryParameters;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import jakarta.servlet.http.HttpServletRequest;

/** Proofs that an event is in the log, and that the log only grew (RFC 6962 §2.1.1 and §2.1.2). */
@RestController
class ProofController {
    private static final String TLOG_PROOF = "tlog-proof";

    private final EventReader reader;
    private final LogEntries entries;
    private final LogTiles tiles;
    private final LatestCheckpoint latest;

    ProofController(EventReader reader, LogEntries entries, LogTiles tiles, LatestCheckpoint latest) {
        this.reader = reader;
        this.entries = entries;
        this.tiles = tiles;
        this.latest = latest;
    }

    @GetMapping(path = "/api/v1/audit/events/{event_id}/proof")
    ResponseEntity<byte[]> getEventProof(@PathVariable("event_id") String eventId, HttpServletRequest request) {
        var id = EventIds.ofPath(eventId);
        var given = QueryParameters.of(request.getQueryString());
        boolean text = isText(given);
        given.finish();
        AuditRecord record = reader.byId(id).orElseThrow(
                () -> Problem.of(ProblemType.NOT_FOUND, "There is no event with the id " + id + ".").toException());
        return inclusion(record, null, text);
    }

    @GetMapping(path = LogController.BASE + "proof/inclusion")
    ResponseEntity<byte[]> getInclusionProof(HttpServletRequest request) {
        var given = QueryParameters.of(request.getQueryString());
        Long index = given.value("index", ProofController::count);
        byte[] hash = given.value("hash", ProofController::hash);
        Long size = given.value("size", ProofController::count);
        boolean text = isText(given);
        if (given.isGiven("index") == given.isGiven("hash")) {
            given.reject("index", "or hash must be given, and only one of them");
        }
        if (size != null && index != null && index >= size) {
            given.reject("index", "must be below size");
        }
        if (text && given.isGiven("size")) {
            given.reject("size", "cannot be given with format=tlog-proof, which has the newest checkpoint");
        }
        given.finish();
        Optional<AuditRecord> record = hash == null
                ? entries.record(index == null ? -1 : index)
                : entries.byHash(hash);
        return inclusion(record.orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, hash == null
                ? "The log has no record " + index + "."
                : "The log has no record with this event hash.").toException()), size, text);
    }

    @GetMapping(path = LogController.BASE + "proof/consistency", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getConsistencyProof(HttpServletRequest request) {
        var given = QueryParameters.of(request.getQueryString());
        Long from = given.value("from", ProofController::count);
        Long to = given.value("to", ProofController::count);
        if (!given.isGiven("from")) {
            given.reject("from", "must be given: the size of the earlier log");
        }
        if (from != null && to != null && from > to) {
            given.reject("from", "must not be above to");
        }
        given.finish();
        long earlier = from == null ? 0 : from;
        Published checkpoint = covering(to == null ? earlier : to);
        long later = to == null ? checkpoint.size() : to;
        return Answered.from(() -> json(ProofJson.consistency(earlier, later, checkpoint, tiles.remembering())));
    }

    private ResponseEntity<byte[]> inclusion(AuditRecord record, @Nullable Long wanted, boolean text) {
        long index = record.placement().logIndex();
        if (wanted != null && wanted <= index) {
            throw Problem.ofField("size", "must be above " + index + ", the log index of this record").toException();
        }
        Published checkpoint = covering(wanted == null ? index + 1 : wanted);
        TileReader read = tiles.remembering();
        return Answered.from(() -> {
            if (text) {
                TlogProof proof = new TlogProof(index, Proofs.inclusion(index, checkpoint.size(), read),
                        SignedNote.parse(checkpoint.note()));
                return ResponseEntity.ok().contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                        .header(HttpHeaders.CONTENT_DISPOSITION,
                                "attachment; filename=\"" + record.placement().eventId() + ".tlog-proof\"")
                        .body(proof.encode().getBytes(StandardCharsets.UTF_8));
            }
            return json(ProofJson.inclusion(record, wanted == null ? checkpoint.size() : wanted, checkpoint, read));
        });
    }

    /** The newest checkpoint; waits for the next one if it may come to cover what was asked for. */
    private Published covering(long size) {
        if (latest.isExpected() && latest.get().map(Published::size).orElse(0L) < size && size > committed()) {
            throw Problem.of(ProblemType.NOT_FOUND, "The log has fewer than %,d records.".formatted(size))
                    .toException();
        }
        return Answered.checkpoint(latest, size);
    }

    private long committed() {
        return Answered.from(entries::size);
    }

    private static ResponseEntity<byte[]> json(byte[] body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }

    private static boolean isText(QueryParameters given) {
        return TLOG_PROOF.equals(given.value("format", text -> {
            if (text.equals("json") || text.equals(TLOG_PROOF)) {
                return text;
            }
            throw new InvalidParameterException("must be json or " + TLOG_PROOF);
        }));
    }

    private static Long count(String text) throws InvalidParameterException {
        if (!text.matches("0|[1-9][0-9]{0,14}")) {
            throw new InvalidParameterException("must be a whole number from 0 on, without leading zeros");
        }
        return Long.valueOf(text);
    }

    private static byte[] hash(String text) throws InvalidParameterException {
        if (!text.matches("[0-9a-f]{64}")) {
            throw new InvalidParameterException("must be an event hash: 64 lower-case hexadecimal digits");
        }
        return HexFormat.of().parseHex(text);
    }
}
