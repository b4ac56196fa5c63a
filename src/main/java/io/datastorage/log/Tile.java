package io.datastorage.log;

import java.util.Arrays;
import java.util.List;

/**
 * A full tile (C2SP tlog-tiles): 256 consecutive hashes of one level, level 0 being the leaf hashes and each hash of
 * level l the root of 256^l leaves.
 *
 * @param level 0 and up
 * @param index of the tile within its level, 0 and up
 * @param hashes 256 hashes of 32 bytes one after the other
 */
public record Tile(int level, long index, byte[] hashes) {
    /** Hashes in a full tile. */
    public static final int WIDTH = 256;

    /** The root over this tile's hashes: one hash of the level above, 32 bytes. */
    public byte[] root() {
        return Frontier.empty().append(split(hashes)).root();
    }

    /** Takes hashes of 32 bytes apart that stand one after the other. */
    static List<byte[]> split(byte[] hashes) {
        byte[][] parts = new byte[hashes.length / Hashes.LENGTH][];
        Arrays.setAll(parts, i -> Arrays.copyOfRange(hashes, i * Hashes.LENGTH, (i + 1) * Hashes.LENGTH));
        return List.of(parts);
    }
}
