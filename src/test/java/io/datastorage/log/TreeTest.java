package io.datastorage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class TreeTest {
    /** Inputs and roots of the Certificate Transparency reference test tree (RFC 6962 implementations). */
    static final List<String> INPUTS = List.of(
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void roots_equal_those_of_the_reference_tree() {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < INPUTS.size(); i++) {
            leaves.add(Hashes.leaf(HexFormat.of().parseHex(INPUTS.get(i))));
            assertThat(MerkleTree.root(leaves)).asHexString().isEqualToIgnoringCase(ROOTS.get(i));
            assertThat(Frontier.empty().append(leaves).root()).asHexString().isEqualToIgnoringCase(ROOTS.get(i));
        }
    }

    @Test
    void the_empty_tree_has_the_hash_of_nothing() {
        assertThat(Frontier.empty().root()).asHexString()
                .isEqualToIgnoringCase("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void the_frontier_gives_the_root_of_every_size_however_it_is_grown() {
        List<byte[]> leaves = leaves(301);
        Frontier oneByOne = Frontier.empty();
        for (int n = 0; n <= 300; n++) {
            byte[] expected = MerkleTree.root(leaves.subList(0, n));
            assertThat(oneByOne.root()).isEqualTo(expected);
            Frontier stored = Frontier.decode(n / 2, Frontier.empty().append(leaves.subList(0, n / 2)).encode());
            assertThat(stored.append(leaves.subList(n / 2, n)).root()).isEqualTo(expected);
            oneByOne = oneByOne.append(List.of(leaves.get(n)));
        }
    }

    @Test
    void a_frontier_of_the_wrong_length_is_refused() {
        assertThatThrownBy(() -> Frontier.decode(3, new byte[32])).hasMessageContaining("size 3");
        assertThatThrownBy(() -> Frontier.decode(-1, new byte[0])).hasMessageContaining("size -1");
    }

    @Test
    void tiles_hold_the_hashes_of_their_level_and_resume_at_any_size() {
        List<byte[]> leaves = leaves(256 * 256 + 700);
        List<Tile> all = OpenTiles.at(0, new Stored(leaves, List.of())).append(leaves);
        assertThat(all).hasSize(256 + 2 + 1);
        for (Tile tile : all) {
            int span = tile.level() == 0 ? 1 : 256;
            int first = (int) tile.index() * 256 * span;
            assertThat(tile.hashes()).isEqualTo(join(IntStream.range(0, 256)
                    .mapToObj(i -> MerkleTree.root(leaves.subList(first + i * span, first + (i + 1) * span)))));
        }
        for (int stop : new int[]{0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000}) {
            List<Tile> before = OpenTiles.at(0, new Stored(leaves, List.of())).append(leaves.subList(0, stop));
            List<Tile> after = OpenTiles.at(stop, new Stored(leaves, before))
                    .append(leaves.subList(stop, leaves.size()));
            assertThat(Stream.concat(before.stream(), after.stream()).map(TreeTest::text))
                    .containsExactlyElementsOf(all.stream().map(TreeTest::text).toList());
        }
    }

    @Test
    void open_tiles_are_not_made_of_too_few_hashes() {
        assertThatThrownBy(() -> OpenTiles.at(300, new Stored(leaves(100), List.of())))
                .hasMessageContaining("level 0").hasMessageContaining("instead of 44");
    }

    private record Stored(List<byte[]> leaves, List<Tile> tiles) implements OpenTiles.Source {
        @Override
        public List<byte[]> leaves(long from, int count) {
            return leaves.stream().skip(from).limit(count).toList();
        }

        @Override
        public List<Tile> tiles(int level, long from, int count) {
            return tiles.stream()
                    .filter(t -> t.level() == level && t.index() >= from && t.index() < from + count)
                    .toList();
        }
    }

    private static List<byte[]> leaves(int n) {
        return IntStream.range(0, n).mapToObj(i -> Hashes.leaf(("entry " + i).getBytes(UTF_8))).toList();
    }

    private static byte[] join(Stream<byte[]> hashes) {
        return hashes.reduce(new byte[0], (a, b) -> {
            byte[] joined = new byte[a.length + b.length];
            System.arraycopy(a, 0, joined, 0, a.length);
            System.arraycopy(b, 0, joined, a.length, b.length);
            return joined;
        });
    }

    private static String text(Tile tile) {
        return tile.level() + "/" + tile.index() + " " + HexFormat.of().formatHex(tile.hashes());
    }
}
