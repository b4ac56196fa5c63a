package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.log.EntryBundle;
import io.datastorage.log.MalformedException;
import io.datastorage.log.SignedNote;
import io.datastorage.log.Tile;
import io.datastorage.log.TilePath;
import io.datastorage.log.Transition;
import io.datastorage.web.EntityTags;
import io.datastorage.web.InvalidParameterException;
import io.datastorage.web.JsonBytes;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemType;
import io.datastorage.web.QueryParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jakarta.servlet.http.HttpServletRequest;

/** The log as a tiled transparency log serves it (C2SP tlog-tiles), below {@code /api/v1/log}. */
@RestController
class LogController {
    private static final Logger log = LoggerFactory.getLogger(LogController.class);
    static final String BASE = "/api/v1/log/";
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final Pattern EPOCH = Pattern.compile("[1-9][0-9]{0,8}");
    private static final int RETRY_SECONDS = 2;
    private static final CacheControl IMMUTABLE = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final LatestCheckpoint latest;
    private final Checkpoints checkpoints;
    private final LogStates states;
    private final LogTiles tiles;
    private final LogEntries entries;
    private final ObjectProvider<PresentKeys> keys;
    private final ObjectProvider<HeldHeadStore> store;

    LogController(LatestCheckpoint latest, Checkpoints checkpoints, LogStates states, LogTiles tiles,
            LogEntries entries, ObjectProvider<PresentKeys> keys, ObjectProvider<HeldHeadStore> store) {
        this.latest = latest;
        this.checkpoints = checkpoints;
        this.states = states;
        this.tiles = tiles;
        this.entries = entries;
        this.keys = keys;
        this.store = store;
    }

    @GetMapping(path = BASE + "checkpoint")
    ResponseEntity<String> getCheckpoint(HttpServletRequest request) {
        QueryParameters given = QueryParameters.of(request.getQueryString());
        boolean witnessed = "true".equals(given.value("witnessed", LogController::bool));
        given.finish();
        String newest = Answered.checkpoint(latest, 0).note();
        String note = !witnessed
                ? newest
                : checkpoints.newestCosigned().map(checkpoint -> Cosigned.note(checkpoint, checkpoints)).orElseThrow(
                        () -> Problem.of(ProblemType.NOT_FOUND, "No witness has cosigned a checkpoint.").toException());
        return ResponseEntity.ok().contentType(TEXT).cacheControl(CacheControl.noCache()).body(note);
    }

    private static String bool(String text) throws InvalidParameterException {
        if (text.equals("true") || text.equals("false")) {
            return text;
        }
        throw new InvalidParameterException("must be true or false");
    }

    @GetMapping(path = BASE + "key")
    ResponseEntity<String> getKey(HttpServletRequest request) {
        QueryParameters.of(request.getQueryString()).finish();
        return ResponseEntity.ok().contentType(TEXT).cacheControl(CacheControl.noCache())
                .body(signing().verifiers().stream().map(key -> key + "\n").collect(Collectors.joining()));
    }

    @GetMapping(path = BASE + "keys", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getKeys(HttpServletRequest request) {
        QueryParameters.of(request.getQueryString()).finish();
        SigningKeys signing = signing();
        List<Checkpoints.Retirement> retirements = checkpoints.retirements();
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).cacheControl(CacheControl.noCache())
                .body(JsonBytes.write(json -> {
                    json.writeStartObject();
                    json.writeStringProperty("origin", signing.identity().origin());
                    json.writeArrayPropertyStart("keys");
                    signing.verifiers().forEach(key -> json.writeString(key.toString()));
                    json.writeEndArray();
                    json.writeArrayPropertyStart("retired_keys");
                    for (Checkpoints.Retirement retirement : retirements) {
                        json.writeStartObject();
                        json.writeStringProperty("key", retirement.verifierKey());
                        json.writeNumberProperty("last_size", retirement.lastSize());
                        json.writeStringProperty("statement", retirement.note());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                }));
    }

    @GetMapping(path = BASE + "transition/{epoch}")
    ResponseEntity<String> getTransition(@PathVariable String epoch, HttpServletRequest request) {
        QueryParameters.of(request.getQueryString()).finish();
        return ResponseEntity.ok().contentType(TEXT).cacheControl(IMMUTABLE).body(transition(epoch));
    }

    @GetMapping(path = BASE + "opening/{epoch}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getOpening(@PathVariable String epoch, HttpServletRequest request) {
        QueryParameters.of(request.getQueryString()).finish();
        long index = Transition.parse(SignedNote.parse(transition(epoch)).text()).kept().size();
        AuditRecord record = Answered.from(() -> entries.record(index)).filter(found -> found.salt() != null)
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND,
                        "Record %d, the first of epoch %s, cannot be opened.".formatted(index, epoch)).toException());
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).cacheControl(CacheControl.noCache())
                .body(ProofJson.opening(record));
    }

    private String transition(String epoch) {
        int present = signing().identity().epoch();
        return Optional.of(epoch).filter(text -> EPOCH.matcher(text).matches()).map(Integer::parseInt)
                .filter(wanted -> wanted <= present).flatMap(this::transition)
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND,
                        "No transition led to epoch %s of this log. It is in epoch %d.".formatted(epoch, present))
                        .toException());
    }

    private Optional<String> transition(int epoch) {
        try {
            return store.getObject().transition(epoch);
        } catch (IOException e) {
            log.warn("A transition cannot be read: {}", e.getMessage());
            throw Problem.of(ProblemType.SERVICE_UNAVAILABLE, "The place of the held head cannot be read now.")
                    .retryAfter(RETRY_SECONDS).toException();
        }
    }

    @GetMapping(path = BASE + "tile/**")
    ResponseEntity<byte[]> getTile(HttpServletRequest request) {
        QueryParameters.of(request.getQueryString()).finish();
        TilePath path;
        try {
            path = TilePath.parse(request.getRequestURI().substring(BASE.length()));
        } catch (MalformedException e) {
            throw Problem.of(ProblemType.VALIDATION_ERROR, String.valueOf(e.getMessage())).toException();
        }
        if (!path.isWithin(Answered.from(states::newest).size())) {
            throw Problem.of(ProblemType.NOT_FOUND, "The log is not long enough for " + path + ".").toException();
        }
        byte[] body = Answered.from(() -> switch (path) {
            case TilePath.OfHashes(int level, long index, int width) -> tiles.read(level, index, width);
            case TilePath.OfEntries(long index, int width) ->
                EntryBundle.encode(entries.entries(index * Tile.WIDTH, width));
        });
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_OCTET_STREAM).cacheControl(IMMUTABLE)
                .eTag(EntityTags.of(body)).body(body);
    }

    private SigningKeys signing() {
        PresentKeys present = keys.getIfAvailable();
        if (present == null) {
            throw Problem.of(ProblemType.NOT_FOUND,
                    "This installation signs no checkpoints: datastorage.signing.directory is not set.").toException();
        }
        return Answered.keys(present);
    }
}
