package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class CheckedTilesTest {
    private static final int SIZE = 65_536 + 256 * 3 + 7;
    private static final TestTree TREE = TestTree.ofSize(SIZE);
    private static final byte[] ROOT = TREE.root(SIZE);

    @Test
    void every_tile_of_an_honest_source_is_given() {
        CheckedTiles tiles = new CheckedTiles(SIZE, ROOT, TREE);
        for (int level = 0; level <= 2; level++) {
            for (int index = 0; Subtrees.width(SIZE, level, index) > 0; index++) {
                int width = Subtrees.width(SIZE, level, index);
                assertThat(tiles.read(level, index, width)).isEqualTo(TREE.read(level, index, width));
                assertThat(tiles.read(level, index, 1)).isEqualTo(TREE.read(level, index, 1));
            }
        }
    }

    @Test
    void small_trees_of_every_size_are_read() {
        for (int size = 0; size <= 600; size++) {
            CheckedTiles tiles = new CheckedTiles(size, TREE.root(size), TREE);
            assertThat(Proofs.root(size, tiles)).isEqualTo(TREE.root(size));
            if (size > 0) {
                assertThat(Proofs.inclusion(size - 1, size, tiles))
                        .hasSameSizeAs(Proofs.inclusion(size - 1, size, TREE));
            }
        }
    }

    @Test
    void a_flipped_bit_in_any_tile_is_found_and_named() {
        for (TilePath path : List.of(new TilePath.OfHashes(0, 0, 256), new TilePath.OfHashes(0, 17, 256),
                new TilePath.OfHashes(0, 258, 256), new TilePath.OfHashes(0, 259, 7), new TilePath.OfHashes(1, 0, 256),
                new TilePath.OfHashes(1, 1, 3), new TilePath.OfHashes(2, 0, 1))) {
            for (int at : new int[]{0, path.width() * 32 - 1}) {
                CheckedTiles tiles = new CheckedTiles(SIZE, ROOT, (level, index, width) -> {
                    byte[] hashes = TREE.read(level, index, width);
                    if (level == path.level() && index == path.index()) {
                        hashes[at] ^= 0x10;
                    }
                    return hashes;
                });
                assertThatThrownBy(() -> tiles.read(path.level(), path.index(), path.width()))
                        .isInstanceOf(MalformedException.class).hasMessageContaining(path.toString());
                assertThatThrownBy(() -> tiles.read(path.level(), path.index(), 1))
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void a_tile_in_the_place_of_another_is_found() {
        CheckedTiles tiles = new CheckedTiles(SIZE, ROOT,
                (level, index, width) -> TREE.read(level, level == 0 && index == 3 ? 4 : index, width));
        assertThat(tiles.read(0, 4, 256)).isEqualTo(TREE.read(0, 4, 256));
        assertThatThrownBy(() -> tiles.read(0, 3, 256))
                .hasMessage("tile/0/003 is not a tile of the tree of size 66311");
    }

    @Test
    void the_tiles_of_another_root_or_size_are_refused() {
        byte[] other = ROOT.clone();
        other[0] ^= 1;
        assertThatThrownBy(() -> new CheckedTiles(SIZE, other, TREE).read(0, 0, 1)).hasMessageContaining(
                "do not give its root: [tile/0/259.p/7, tile/1/001.p/3, tile/2/000.p/1]");
        assertThatThrownBy(() -> new CheckedTiles(SIZE - 1, ROOT, TREE).read(0, 0, 1))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new CheckedTiles(0, ROOT, TREE).read(0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tiles_of_the_wrong_length_are_refused() {
        for (int length : new int[]{0, 31, 8191, 8193}) {
            CheckedTiles tiles = new CheckedTiles(SIZE, ROOT, (level, index, width) -> index == 9
                    ? new byte[length]
                    : TREE.read(level, index, width));
            assertThatThrownBy(() -> tiles.read(0, 9, 256)).isInstanceOf(MalformedException.class)
                    .hasMessageContaining("tile/0/009 has " + length + " bytes instead of 8192");
        }
    }

    @Test
    void what_is_not_in_the_tree_cannot_be_read() {
        CheckedTiles tiles = new CheckedTiles(SIZE, ROOT, TREE);
        assertThatThrownBy(() -> tiles.read(0, 259, 8)).hasMessageContaining("no 8 hashes in tile 259 of level 0");
        assertThatThrownBy(() -> tiles.read(0, 260, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tiles.read(3, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tiles.read(-1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tiles.read(0, -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tiles.read(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tiles.read(0, 0, 257)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CheckedTiles(-1, ROOT, TREE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CheckedTiles(1, new byte[0], TREE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_tile_is_fetched_once_and_what_is_given_out_may_be_changed() {
        CheckedTiles tiles = new CheckedTiles(SIZE, ROOT, TREE);
        int before = TREE.reads();
        for (int i = 0; i < 3; i++) {
            Arrays.fill(tiles.read(0, 5, 256), (byte) 0);
            Arrays.fill(tiles.read(0, 259, 7), (byte) 0);
        }
        assertThat(TREE.reads() - before).as("three partial tiles, two full ones").isEqualTo(5);
        assertThat(tiles.read(0, 5, 256)).isEqualTo(TREE.read(0, 5, 256));
        assertThat(tiles.read(0, 259, 7)).isEqualTo(TREE.read(0, 259, 7));
    }

    @Test
    void a_source_may_fill_one_buffer_again_and_again() {
        byte[] buffer = new byte[8192];
        CheckedTiles tiles = new CheckedTiles(65_536, TREE.root(65_536), (level, index, width) -> {
            byte[] hashes = TREE.read(level, index, width);
            if (width < 256) {
                return hashes;
            }
            System.arraycopy(hashes, 0, buffer, 0, buffer.length);
            return buffer;
        });
        for (int index : new int[]{0, 1, 0, 255}) {
            assertThat(tiles.read(0, index, 256)).isEqualTo(TREE.read(0, index, 256));
        }
    }
}
