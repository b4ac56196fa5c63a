package io.datastorage.proof;

import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogTiles;
import io.datastorage.log.Hashes;
import io.datastorage.log.Tile;
import io.datastorage.log.TileReader;

import java.io.ByteArrayOutputStream;

/**
 * The tiles as they should be stored, each made again of the level below. Where a stored tile was changed, these still
 * give the root of the tree.
 */
final class RebuiltTiles implements TileReader {
    private final LogTiles stored;

    RebuiltTiles(LogTiles stored) {
        this.stored = stored;
    }

    @Override
    public byte[] read(int level, long index, int width) {
        if (width == Tile.WIDTH) {
            return full(level, index);
        }
        if (level == 0) {
            return stored.read(0, index, width);
        }
        ByteArrayOutputStream roots = new ByteArrayOutputStream(width * Hashes.LENGTH);
        for (int i = 0; i < width; i++) {
            long child = index * Tile.WIDTH + i;
            roots.writeBytes(new Tile(level - 1, child, full(level - 1, child)).root());
        }
        return roots.toByteArray();
    }

    private byte[] full(int level, long index) {
        byte[] hashes = stored.rebuilt(level, index);
        if (hashes.length != Tile.WIDTH * Hashes.LENGTH) {
            throw new LogMismatchException("tile %d/%d cannot be made again: %d of its hashes are there"
                    .formatted(level, index, hashes.length / Hashes.LENGTH));
        }
        return hashes;
    }
}
