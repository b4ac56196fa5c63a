package io.datastorage.proof;

import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogSnapshot;
import io.datastorage.log.CheckedTiles;
import io.datastorage.log.Frontier;
import io.datastorage.log.Hashes;
import io.datastorage.log.MalformedException;
import io.datastorage.log.Tile;
import io.datastorage.log.TileReader;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What records are checked against: the tree of a head that is trusted, and for the records that it does not cover yet,
 * the tree of the log's newest state. Not safe for threads.
 */
final class LogTree {
    private final Basis basis;
    private final List<LogFinding> findings;
    private final long size;
    private final @Nullable Part proven;
    private final @Nullable Part tail;
    private long lastTile = -1;
    private Tiled last = new Tiled.Beyond();

    /**
     * A tree whose parts are known to give their roots.
     *
     * @param findings what was wrong with the tree as a whole
     * @param size number of records that the log should have
     * @param proven covered by the head; null if nothing is
     * @param tail covers what comes after; null if nothing does
     */
    LogTree(Basis basis, List<LogFinding> findings, long size, @Nullable Part proven, @Nullable Part tail) {
        this.basis = basis;
        this.findings = List.copyOf(findings);
        this.size = size;
        this.proven = proven;
        this.tail = tail;
    }

    /**
     * What the log was compared with.
     *
     * @param signed whether it was a signed checkpoint; otherwise only the database's own word for it
     * @param size number of records it covers
     */
    record Basis(boolean signed, long size) {}

    /** Tiles of a tree of a size, each checked before it is used. */
    record Part(long size, CheckedTiles tiles) {
        static Part of(LogSnapshot head, TileReader tiles) {
            return new Part(head.size(), new CheckedTiles(head.size(), head.root(), tiles));
        }
    }

    /** The leaf at a log index. */
    sealed interface Leaf {
        /** The tree has this event hash there, 32 bytes. */
        record Known(byte[] hash) implements Leaf {}

        /** The stored tile is not the tree's. */
        record Altered(long tile) implements Leaf {}

        /** Nothing that is trusted covers it. */
        record Uncovered() implements Leaf {}
    }

    private sealed interface Tiled {
        record Read(byte[] hashes) implements Tiled {}

        record Altered() implements Tiled {}

        record Beyond() implements Tiled {}
    }

    Basis basis() {
        return basis;
    }

    /** What is wrong with the tree as a whole. */
    List<LogFinding> findings() {
        return findings;
    }

    /** Number of records that the log should have. */
    long size() {
        return size;
    }

    /** Number of records that what was compared with covers and the log should have. */
    long coverable() {
        return Math.min(size, basis.size);
    }

    /** The root that the tree had at a size; empty if it does not cover that, or a tile on the way was changed. */
    Optional<byte[]> root(long atSize) {
        if (proven == null || atSize > proven.size) {
            return Optional.empty();
        }
        try {
            return Optional.of(Frontier.of(atSize, proven.tiles).root());
        } catch (MalformedException | LogMismatchException e) {
            return Optional.empty();
        }
    }

    /** The leaf at a log index. */
    Leaf leaf(long logIndex) {
        long tile = logIndex / Tile.WIDTH;
        if (tile != lastTile || last instanceof Tiled.Beyond || isShort(last, logIndex)) {
            last = read(logIndex, tile);
            lastTile = tile;
        }
        return switch (last) {
            case Tiled.Read(byte[] hashes) -> {
                int at = (int) (logIndex % Tile.WIDTH) * Hashes.LENGTH;
                yield new Leaf.Known(Arrays.copyOfRange(hashes, at, at + Hashes.LENGTH));
            }
            case Tiled.Altered _ -> new Leaf.Altered(tile);
            case Tiled.Beyond _ -> new Leaf.Uncovered();
        };
    }

    private static boolean isShort(Tiled tile, long logIndex) {
        return tile instanceof Tiled.Read(byte[] hashes)
                && logIndex % Tile.WIDTH >= hashes.length / Hashes.LENGTH;
    }

    private Tiled read(long logIndex, long tile) {
        for (Part part : new Part[]{proven, tail}) {
            if (part != null && logIndex < part.size) {
                try {
                    int width = (int) Math.min(Tile.WIDTH, part.size - tile * Tile.WIDTH);
                    return new Tiled.Read(part.tiles.read(0, tile, width));
                } catch (MalformedException | LogMismatchException e) {
                    return new Tiled.Altered();
                }
            }
        }
        return new Tiled.Beyond();
    }
}
