package io.datastorage.log;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes of one tree, computed from its tiles. Each tile is read once, as wide as the tree has it. */
final class Subtrees {
    private static final int TILE_HEIGHT = 8;

    private final long size;
    private final TileReader tiles;
    private final Map<Place, byte[]> seen = new HashMap<>();

    Subtrees(long size, TileReader tiles) {
        this.size = size;
        this.tiles = tiles;
    }

    private record Place(int level, long index) {}

    /** How many hashes a tree has in a tile: 0 to 256. */
    static int width(long size, int level, long index) {
        long hashes = level * TILE_HEIGHT >= Long.SIZE ? 0 : size >> (level * TILE_HEIGHT);
        if (index > hashes >> TILE_HEIGHT) {
            return 0;
        }
        return (int) Math.min(Tile.WIDTH, hashes - (index << TILE_HEIGHT));
    }

    /** The largest power of two smaller than n, where RFC 6962 §2.1 splits n > 1 leaves. */
    static long split(long n) {
        return Long.highestOneBit(n - 1);
    }

    /** MTH(D[start:end]) of RFC 6962 §2.1, for a range that the definition arrives at. */
    byte[] hash(long start, long end) {
        long n = end - start;
        if (Long.bitCount(n) == 1) {
            int height = Long.numberOfTrailingZeros(n);
            return complete(height, start >> height);
        }
        long k = split(n);
        return Hashes.node(hash(start, start + k), hash(start + k, end));
    }

    /** The root of 2^height leaves. Tiles hold every eighth height; those between are hashed from the one below. */
    private byte[] complete(int height, long index) {
        int level = height / TILE_HEIGHT;
        int above = height % TILE_HEIGHT;
        long first = index << above;
        byte[] tile = seen.computeIfAbsent(new Place(level, first >> TILE_HEIGHT), this::read);
        int from = (int) (first % Tile.WIDTH) * Hashes.LENGTH;
        byte[] hashes = Arrays.copyOfRange(tile, from, from + (Hashes.LENGTH << above));
        List<byte[]> leaves = Tile.split(hashes);
        return Frontier.empty().append(leaves).root();
    }

    private byte[] read(Place place) {
        return read(tiles, place.level, place.index, width(size, place.level, place.index));
    }

    /** Reads a tile from a source that is trusted to give as many hashes as were asked for. */
    static byte[] read(TileReader tiles, int level, long index, int width) {
        byte[] hashes = tiles.read(level, index, width);
        if (hashes.length != width * Hashes.LENGTH) {
            throw new IllegalStateException("tile %d of level %d has %d bytes instead of %d hashes"
                    .formatted(index, level, hashes.length, width));
        }
        return hashes;
    }
}
