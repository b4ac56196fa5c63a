package io.datastorage.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A tree in memory, by the definition: what tiles and proofs are compared with. */
public final class TestTree implements TileReader {
    private final List<List<byte[]>> levels = new ArrayList<>();
    private int reads;

    private TestTree(List<byte[]> leaves) {
        List<byte[]> level = List.copyOf(leaves);
        while (!level.isEmpty()) {
            levels.add(level);
            List<byte[]> below = level;
            level = IntStream.range(0, below.size() / Tile.WIDTH)
                    .mapToObj(i -> MerkleTree.root(below.subList(i * Tile.WIDTH, (i + 1) * Tile.WIDTH))).toList();
        }
    }

    /** A tree of these leaf hashes. */
    public static TestTree of(List<byte[]> leaves) {
        return new TestTree(leaves);
    }

    /** A tree of so many different leaves. */
    public static TestTree ofSize(int size) {
        return new TestTree(
                IntStream.range(0, size).mapToObj(i -> Hashes.leaf(("entry " + i).getBytes(UTF_8))).toList());
    }

    /** The leaf hashes. */
    public List<byte[]> leaves() {
        return levels.isEmpty() ? List.of() : levels.getFirst();
    }

    /** The root over the first leaves. */
    public byte[] root(int size) {
        return MerkleTree.root(leaves().subList(0, size));
    }

    int reads() {
        return reads;
    }

    @Override
    public byte[] read(int level, long index, int width) {
        reads++;
        int first = (int) index * Tile.WIDTH;
        return Hashes.join(levels.get(level).subList(first, first + width));
    }
}
