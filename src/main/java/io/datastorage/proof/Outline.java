package io.datastorage.proof;

import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogInspection;
import io.datastorage.ledger.LogInspection.TilePlace;
import io.datastorage.ledger.Segment;
import io.datastorage.proof.LogFinding.Kind;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What is seen of the log without reading its records: segments without gaps, and nothing beyond its end. */
final class Outline {
    private Outline() {}

    static void check(LogInspection inspection, LogEntries entries, Consumer<LogFinding> findings) {
        long size = entries.size();
        long next = 0;
        for (Segment segment : inspection.segments()) {
            if (segment.first() != next || segment.last() < segment.first()) {
                findings.accept(new LogFinding(Kind.SEGMENT, next,
                        "The segments have a gap or overlap: one begins at log index %d.".formatted(segment.first())));
            }
            next = segment.last() + 1;
        }
        if (next < size) {
            findings.accept(new LogFinding(Kind.SEGMENT, next, "No segment holds the log index."));
        }
        OptionalLong stray = inspection.strayBounds();
        // A second look, in case the catalog was read a moment before a new segment was there.
        if (stray.isPresent() && stray.equals(inspection.strayBounds())) {
            findings.accept(new LogFinding(Kind.SEGMENT, stray.getAsLong(),
                    "The bounds of the segment are not those of a partition."));
        }
        OptionalLong surplus = inspection.surplusRecord();
        if (surplus.isPresent()) {
            findings.accept(new LogFinding(Kind.SURPLUS, surplus.getAsLong(),
                    "There is a record beyond the end of the log."));
        }
        List<TilePlace> tiles = inspection.lastTiles();
        long sizeAfter = entries.size();
        for (TilePlace tile : tiles) {
            if (!isFull(tile, sizeAfter)) {
                findings.accept(new LogFinding(Kind.SURPLUS, null, "There is a tile beyond the end of the log: %d of"
                        .formatted(tile.index()) + " level %d.".formatted(tile.level())));
            }
        }
    }

    /** Whether a log of this size has filled the tile. */
    private static boolean isFull(TilePlace tile, long size) {
        return tile.level() >= 0 && tile.level() < Long.BYTES - 1 && tile.index() >= 0
                && tile.index() < size >> (8 * (tile.level() + 1));
    }
}
