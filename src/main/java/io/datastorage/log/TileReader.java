package io.datastorage.log;

/** Where the hashes of a tree are found: all that proofs read through. */
@FunctionalInterface
public interface TileReader {
    /**
     * The first hashes of a tile (C2SP tlog-tiles): hash i of tile n at level l is the root of the 256^l leaves from
     * (256 n + i) 256^l on.
     *
     * @param level 0 to 7
     * @param index of the tile within its level, 0 and up
     * @param width how many hashes, 1 to 256
     * @return {@code width} hashes of 32 bytes one after the other
     */
    byte[] read(int level, long index, int width);
}
