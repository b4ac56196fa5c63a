package io.datastorage.verify;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.EntryBundle;
import io.datastorage.log.Hashes;
import io.datastorage.log.SignedNote;
import io.datastorage.log.Tile;
import io.datastorage.log.TilePath;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The files of a log as what they stand for. Nothing says yet that any of it is true. Safe for threads. */
final class LogFiles {
    static final String CHECKPOINT = "checkpoint";
    private static final int NOTE_LIMIT = 1_000_000;
    private static final int BUNDLE_LIMIT = Tile.WIDTH * (Short.BYTES + EntryBundle.MAX_ENTRY_LENGTH);

    private final LogSource source;

    LogFiles(LogSource source) {
        this.source = source;
    }

    /** The text of the checkpoint. */
    byte[] checkpoint() {
        return find(CHECKPOINT, NOTE_LIMIT).orElseThrow(() -> StoppedException.unreadable(
                source + CHECKPOINT + ": there is none. Is this the base of a log?"));
    }

    static String transitionPath(int epoch) {
        return "transition/" + epoch;
    }

    /** The note that led to an epoch. */
    SignedNote transition(int epoch) {
        String path = transitionPath(epoch);
        byte[] note = find(path, NOTE_LIMIT).orElseThrow(() -> StoppedException.found(
                "%s: the log does not show how its epoch %d began, and no given key is of its present origin", path,
                epoch));
        return StoppedException.at(path, () -> SignedNote.parse(Bytes.text(note)));
    }

    static String openingPath(int epoch) {
        return "opening/" + epoch;
    }

    /** What opens the first record of an epoch; empty if the log does not show it. */
    Optional<Json.JsonObject> opening(int epoch) {
        String path = openingPath(epoch);
        return find(path, NOTE_LIMIT).map(json -> StoppedException.at(path, () -> Json.object(json)));
    }

    /** Of what the log says it is, before anybody has verified it. */
    static String origin(byte[] checkpoint) {
        return StoppedException.at("the log's checkpoint", () -> Checkpoint.parse(note(checkpoint).text())).origin();
    }

    static SignedNote note(byte[] checkpoint) {
        return StoppedException.at("the log's checkpoint", () -> SignedNote.parse(Bytes.text(checkpoint)));
    }

    /** The first hashes of a tile, 32 bytes each. */
    byte[] hashes(int level, long index, int width) {
        byte[] tile = read(new TilePath.OfHashes(level, index, width), Tile.WIDTH * Hashes.LENGTH);
        // A full tile may stand where a partial one was: logs may forget partial tiles (C2SP tlog-tiles).
        return tile.length > width * Hashes.LENGTH ? Arrays.copyOf(tile, width * Hashes.LENGTH) : tile;
    }

    /** The first entries of a bundle. */
    List<byte[]> entries(long index, int width) {
        TilePath path = new TilePath.OfEntries(index, width);
        byte[] bundle = read(path, BUNDLE_LIMIT);
        List<byte[]> entries = StoppedException.at(path.toString(), () -> EntryBundle.decode(bundle));
        if (entries.size() < width) {
            throw StoppedException.found("%s: it has %d entries instead of %d, so log_index %d is missing", path,
                    entries.size(), width, index * Tile.WIDTH + entries.size());
        }
        return entries.subList(0, width);
    }

    private byte[] read(TilePath path, int limit) {
        return find(path.toString(), limit)
                .or(() -> path.width() == Tile.WIDTH ? Optional.empty() : find(full(path).toString(), limit))
                .orElseThrow(() -> StoppedException.found("%s: the log does not have it, although it is part of what "
                        + "the checkpoint signs", path));
    }

    private static TilePath full(TilePath path) {
        return switch (path) {
            case TilePath.OfHashes(int level, long index, int _) -> new TilePath.OfHashes(level, index, Tile.WIDTH);
            case TilePath.OfEntries(long index, int _) -> new TilePath.OfEntries(index, Tile.WIDTH);
        };
    }

    private Optional<byte[]> find(String path, int limit) {
        try {
            return source.read(path, limit);
        } catch (IOException unreadable) {
            throw StoppedException.unreadable(source + path, unreadable);
        }
    }
}
