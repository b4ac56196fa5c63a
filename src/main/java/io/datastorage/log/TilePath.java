package io.datastorage.log;

import java.util.regex.Matcher;

/** Where a tile is served, below the log's base: {@code tile/<L>/<N>[.p/<W>]} (C2SP tlog-tiles). */
public sealed interface TilePath {
    /**
     * A tile of hashes.
     *
     * @param level 0 to 63
     * @param index of the tile within its level, 0 and up
     * @param width how many hashes, 1 to 256; a tile of 256 is full
     */
    record OfHashes(int level, long index, int width) implements TilePath {
        /** @throws MalformedException if there can be no such tile */
        public OfHashes {
            if (level < 0 || level > MAX_LEVEL) {
                throw new MalformedException("the level of a tile must be 0 to " + MAX_LEVEL);
            }
            require(index, width);
        }

        /** The path: {@code tile/<L>/<N>[.p/<W>]}. */
        @Override
        public String toString() {
            return "tile/" + level + "/" + format(index, width);
        }
    }

    /**
     * A bundle of entries.
     *
     * @param index of the bundle: that of the tile of level 0 with the hashes of its entries
     * @param width how many entries, 1 to 256; a bundle of 256 is full
     */
    record OfEntries(long index, int width) implements TilePath {
        /** @throws MalformedException if there can be no such bundle */
        public OfEntries {
            require(index, width);
        }

        @Override
        public int level() {
            return 0;
        }

        /** The path: {@code tile/entries/<N>[.p/<W>]}. */
        @Override
        public String toString() {
            return "tile/entries/" + format(index, width);
        }
    }

    /** The highest level that a path may name. */
    int MAX_LEVEL = 63;

    /** Level of the tile, 0 for entries. */
    int level();

    /** Index of the tile within its level, 0 and up. */
    long index();

    /** Hashes or entries in it, 1 to 256. */
    int width();

    /** Whether a tree of this size has as many hashes in this tile. */
    default boolean isWithin(long size) {
        return width() <= Subtrees.width(size, level(), index());
    }

    /**
     * Reads a path, in the only form that the specification has for a tile.
     *
     * @param path begins with {@code tile/}
     * @throws MalformedException if it is no such path
     */
    static TilePath parse(String path) {
        Matcher parts = TileIndex.PATH.matcher(path);
        if (!parts.matches()) {
            throw new MalformedException("the path of a tile must be tile/<level>/<index> or tile/entries/<index>, the "
                    + "index as in x001/x234/067, then .p/<width> if the tile is partial");
        }
        long index = TileIndex.parse(parts.group("index"));
        String partial = parts.group("width");
        int width = partial == null ? Tile.WIDTH : Integer.parseInt(partial);
        if (partial != null && width >= Tile.WIDTH) {
            throw new MalformedException("the width of a partial tile must be 1 to " + (Tile.WIDTH - 1));
        }
        String level = parts.group("level");
        return level.equals("entries")
                ? new OfEntries(index, width)
                : new OfHashes(Integer.parseInt(level), index, width);
    }

    private static void require(long index, int width) {
        if (index < 0) {
            throw new MalformedException("the index of a tile must not be negative");
        }
        if (width < 1 || width > Tile.WIDTH) {
            throw new MalformedException("the width of a tile must be 1 to " + Tile.WIDTH);
        }
    }

    private static String format(long index, int width) {
        return TileIndex.format(index) + (width == Tile.WIDTH ? "" : ".p/" + width);
    }
}
