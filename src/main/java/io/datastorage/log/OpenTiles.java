package io.datastorage.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The tiles that are being filled, one for each level: what the next full tiles are made of. Not safe for threads.
 */
public final class OpenTiles {
    private long size;
    private final List<List<byte[]>> levels = new ArrayList<>();

    private OpenTiles(long size) {
        this.size = size;
    }

    /** Where the hashes of a tile that is being filled are found again. */
    public interface Source {
        /**
         * Leaf hashes, 32 bytes each.
         *
         * @param from first log index
         * @param count how many, at most 255
         */
        List<byte[]> leaves(long from, int count);

        /**
         * Full tiles.
         *
         * @param from index of the first within the level
         * @param count how many, at most 255
         */
        List<Tile> tiles(int level, long from, int count);
    }

    /** The open tiles of a log of this size. */
    public static OpenTiles at(long size, Source source) {
        OpenTiles open = new OpenTiles(size);
        long hashes = size;
        for (int level = 0; hashes > 0; level++) {
            int pending = (int) (hashes % Tile.WIDTH);
            long from = hashes - pending;
            List<byte[]> found = new ArrayList<>();
            if (pending > 0 && level == 0) {
                found.addAll(source.leaves(from, pending));
            } else if (pending > 0) {
                source.tiles(level - 1, from, pending).forEach(tile -> found.add(tile.root()));
            }
            if (found.size() != pending) {
                throw new IllegalStateException("level %d has %d hashes from %d on instead of %d"
                        .formatted(level, found.size(), from, pending));
            }
            open.levels.add(found);
            hashes /= Tile.WIDTH;
        }
        return open;
    }

    /**
     * Adds leaf hashes.
     *
     * @param leaves 32 bytes each, in log order
     * @return the tiles that became full, lower levels first where one fills another
     */
    public List<Tile> append(List<byte[]> leaves) {
        List<Tile> full = new ArrayList<>();
        for (byte[] leaf : leaves) {
            add(0, size, leaf, full);
            size++;
        }
        return full;
    }

    private void add(int level, long position, byte[] hash, List<Tile> full) {
        if (level == levels.size()) {
            levels.add(new ArrayList<>());
        }
        List<byte[]> pending = levels.get(level);
        pending.add(hash);
        if (pending.size() == Tile.WIDTH) {
            byte[] hashes = Hashes.join(pending);
            pending.clear();
            Tile tile = new Tile(level, position / Tile.WIDTH, hashes);
            full.add(tile);
            add(level + 1, tile.index(), tile.root(), full);
        }
    }
}
