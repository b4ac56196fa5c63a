package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.log.EntryBundle;
import io.datastorage.log.MalformedException;
import io.datastorage.log.Tile;
import io.datastorage.log.TilePath;
import io.datastorage.web.InvalidParameterException;
import io.datastorage.web.JsonBytes;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemType;
import io.datastorage.web.QueryParameters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import jakarta.servlet.http.HttpServletRequest;

/** The log as a tiled transparency log serves it (C2SP tlog-tiles), below {@code /api/v1/log}. */
@RestController
class LogController {
    static final String BASE = "/api/v1/log/";
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final CacheControl IMMUTABLE = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final LatestCheckpoint latest;
    private final Checkpoints checkpoints;
    private final LogStates states;
    private final LogTiles tiles;
    private final LogEntries entries;
    private final ObjectProvider<SigningKeys> keys;

    LogController(LatestCheckpoint latest, Checkpoints checkpoints, LogStates states, LogTiles tiles,
            LogEntries entries, ObjectProvider<SigningKeys> keys) {
        this.latest = latest;
        this.checkpoints = checkpoints;
        this.states = states;
        this.tiles = tiles;
        this.entries = entries;
        this.keys = keys;
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
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_OCTET_STREAM).cacheControl(IMMUTABLE).body(body);
    }

    private SigningKeys signing() {
        SigningKeys signing = keys.getIfAvailable();
        if (signing == null) {
            throw Problem.of(ProblemType.NOT_FOUND,
                    "This installation signs no checkpoints: datastorage.signing.directory is not set.").toException();
        }
        return signing;
    }
}
