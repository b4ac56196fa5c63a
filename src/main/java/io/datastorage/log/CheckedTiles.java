package io.datastorage.log;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tiles from a source that is not trusted, each proven to be in a tree of known size and root before it is used: a full
 * tile by its hash in the level above, the partial tiles at the right edge together by the root. Not safe for threads.
 */
public final class CheckedTiles implements TileReader {
    /** Full tiles remembered, 8 KiB each. */
    private static final int CACHED = 512;

    private final long size;
    private final byte[] root;
    private final TileReader source;
    private final Map<Integer, byte[]> edge = new HashMap<>();
    private boolean edgeIsChecked;
    private final Map<TilePath, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TilePath, byte[]> eldest) {
            return size() > CACHED;
        }
    };

    /**
     * @param size number of leaves, of a checkpoint whose signature was checked
     * @param root of that checkpoint, 32 bytes
     * @param source asked for tiles exactly as wide as a tree of this size has them
     */
    public CheckedTiles(long size, byte[] root, TileReader source) {
        if (size < 0 || root.length != Hashes.LENGTH) {
            throw new IllegalArgumentException("a tree of size %d cannot have a root of %d bytes"
                    .formatted(size, root.length));
        }
        this.size = size;
        this.root = root.clone();
        this.source = source;
    }

    /**
     * {@inheritDoc}
     *
     * @throws MalformedException if what the source gave is not in the tree; the message names the tile
     * @throws IllegalArgumentException if the tree has no such tile, or not as wide
     */
    @Override
    public byte[] read(int level, long index, int width) {
        if (level < 0 || index < 0 || width < 1 || width > Subtrees.width(size, level, index)) {
            throw new IllegalArgumentException("a tree of size %d has no %d hashes in tile %d of level %d"
                    .formatted(size, width, index, level));
        }
        checkEdge();
        return Arrays.copyOf(tile(level, index), width * Hashes.LENGTH);
    }

    private byte[] tile(int level, long index) {
        int width = Subtrees.width(size, level, index);
        if (width < Tile.WIDTH) {
            return Objects.requireNonNull(edge.get(level));
        }
        TilePath path = new TilePath.OfHashes(level, index, width);
        byte[] known = cache.get(path);
        if (known != null) {
            return known;
        }
        byte[] hashes = fetch(level, index, width);
        byte[] above = tile(level + 1, index / Tile.WIDTH);
        int at = (int) (index % Tile.WIDTH) * Hashes.LENGTH;
        if (!Arrays.equals(new Tile(level, index, hashes).root(), 0, Hashes.LENGTH, above, at, at + Hashes.LENGTH)) {
            throw new MalformedException("%s is not a tile of the tree of size %d".formatted(path, size));
        }
        cache.put(path, hashes);
        return hashes;
    }

    /** The roots of the subtrees at the edge are in the partial tiles alone, so these give the root of the tree. */
    private void checkEdge() {
        if (edgeIsChecked) {
            return;
        }
        byte[] found = Frontier.of(size, (level, index, width) -> {
            byte[] hashes = fetch(level, index, width);
            edge.put(level, hashes);
            return hashes;
        }).root();
        if (!Arrays.equals(found, root)) {
            throw new MalformedException("the partial tiles of the tree of size %d do not give its root: %s"
                    .formatted(size, edge.entrySet().stream()
                            .map(tile -> new TilePath.OfHashes(tile.getKey(), size >> (8 * (tile.getKey() + 1)),
                                    tile.getValue().length / Hashes.LENGTH).toString())
                            .sorted().toList()));
        }
        edgeIsChecked = true;
    }

    private byte[] fetch(int level, long index, int width) {
        byte[] hashes = source.read(level, index, width);
        if (hashes.length != width * Hashes.LENGTH) {
            throw new MalformedException("%s has %d bytes instead of %d".formatted(
                    new TilePath.OfHashes(level, index, width), hashes.length, width * Hashes.LENGTH));
        }
        return hashes.clone();
    }
}
