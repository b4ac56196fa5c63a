package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

class ProofsTest {
    private static final int SIZES = 300;
    /** Up to here each proof is also spoiled in every way. */
    private static final int SPOILED = 70;

    private static final TestTree TREE = TestTree.ofSize(SIZES);
    private static final List<byte[]> ROOTS = new ArrayList<>();
    static {
        for (int size = 0; size <= SIZES; size++) {
            ROOTS.add(TREE.root(size));
        }
    }

    @Test
    void tiles_give_the_root_and_the_frontier_of_every_size() {
        for (int size = 0; size <= SIZES; size++) {
            assertThat(Proofs.root(size, TREE)).isEqualTo(ROOTS.get(size));
            assertThat(Frontier.of(size, TREE).encode())
                    .isEqualTo(Frontier.empty().append(TREE.leaves().subList(0, size)).encode());
        }
    }

    @Test
    void proofs_are_those_of_the_reference_tree() {
        TestTree tree = TestTree.of(TreeTest.INPUTS.stream().map(input -> Hashes.leaf(HexFormat.of().parseHex(input)))
                .toList());
        String leaf1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
        String leaves2To4 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
        String leaf4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
        String leaves6To8 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
        String leaves0To4 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
        String leaves4To8 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
        assertThat(hex(Proofs.inclusion(0, 8, tree))).containsExactly(leaf1, leaves2To4, leaves4To8);
        assertThat(hex(Proofs.inclusion(5, 8, tree))).containsExactly(leaf4, leaves6To8, leaves0To4);
        assertThat(hex(Proofs.inclusion(2, 3, tree)))
                .containsExactly("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assertThat(hex(Proofs.inclusion(1, 5, tree))).containsExactly(
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", leaves2To4, leaf4);
        assertThat(hex(Proofs.consistency(1, 8, tree))).containsExactly(leaf1, leaves2To4, leaves4To8);
        assertThat(hex(Proofs.consistency(6, 8, tree))).containsExactly(
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", leaves6To8, leaves0To4);
        assertThat(hex(Proofs.consistency(2, 5, tree))).containsExactly(leaves2To4, leaf4);
    }

    /** Over all proofs of golang.org/x/mod/sumdb/tlog v0.42.0 for the same leaves, in the same order. */
    @Test
    void proofs_of_every_size_are_those_of_another_implementation() {
        List<byte[]> inclusion = new ArrayList<>();
        List<byte[]> consistency = new ArrayList<>();
        for (int size = 1; size <= SIZES; size++) {
            for (int index = 0; index < size; index++) {
                inclusion.addAll(Proofs.inclusion(index, size, TREE));
                consistency.addAll(Proofs.consistency(index + 1, size, TREE));
            }
        }
        assertThat(Hashes.of(Hashes.join(inclusion))).asHexString()
                .isEqualToIgnoringCase("d0c3774a4333a3c7c0cd892f4fc84a269c1d862c5f67d9e2f02e29907c7d8e53");
        assertThat(Hashes.of(Hashes.join(consistency))).asHexString()
                .isEqualToIgnoringCase("b14748403570c61b9f5a18ae561d454af52523c4715e160b79c41b4b506c04a5");
    }

    @Test
    void every_leaf_of_every_size_has_a_proof_that_checks() {
        for (int size = 1; size <= SIZES; size++) {
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = Proofs.inclusion(index, size, TREE);
                byte[] leaf = TREE.leaves().get(index);
                assertThat(Proofs.checkInclusion(proof, index, leaf, size, ROOTS.get(size)))
                        .as("leaf %d of %d", index, size).isTrue();
            }
        }
    }

    @Test
    void every_size_is_shown_to_extend_every_smaller_one() {
        for (int to = 0; to <= SIZES; to++) {
            for (int from = 0; from <= to; from++) {
                List<byte[]> proof = Proofs.consistency(from, to, TREE);
                assertThat(Proofs.checkConsistency(proof, from, ROOTS.get(from), to, ROOTS.get(to)))
                        .as("from %d to %d", from, to).isTrue();
            }
        }
    }

    @Test
    void a_spoiled_inclusion_proof_does_not_check() {
        for (int size = 1; size <= SPOILED; size++) {
            byte[] root = ROOTS.get(size);
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = Proofs.inclusion(index, size, TREE);
                byte[] leaf = TREE.leaves().get(index);
                int ofSize = size;
                int at = index;
                assertSpoiled(proof, spoiled -> Proofs.checkInclusion(spoiled, at, leaf, ofSize, root));
                assertThat(Proofs.checkInclusion(proof, index, flip(leaf), size, root)).isFalse();
                assertThat(Proofs.checkInclusion(proof, index, leaf, size, flip(root))).isFalse();
                for (int other = -1; other <= size; other++) {
                    assertThat(Proofs.checkInclusion(proof, other, leaf, size, root)).isEqualTo(other == index);
                }
            }
        }
    }

    @Test
    void an_inclusion_proof_checks_for_no_other_root() {
        for (int size = 1; size <= SPOILED; size++) {
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = Proofs.inclusion(index, size, TREE);
                for (int other = 0; other <= SPOILED; other++) {
                    assertThat(Proofs.checkInclusion(proof, index, TREE.leaves().get(index), other, ROOTS.get(other)))
                            .as("leaf %d of %d for size %d", index, size, other).isEqualTo(other == size);
                }
            }
        }
    }

    @Test
    void a_spoiled_consistency_proof_does_not_check() {
        for (int to = 0; to <= SPOILED; to++) {
            for (int from = 0; from <= to; from++) {
                List<byte[]> proof = Proofs.consistency(from, to, TREE);
                byte[] fromRoot = ROOTS.get(from);
                byte[] toRoot = ROOTS.get(to);
                int first = from;
                int second = to;
                assertSpoiled(proof, spoiled -> Proofs.checkConsistency(spoiled, first, fromRoot, second, toRoot));
                assertThat(Proofs.checkConsistency(proof, from, flip(fromRoot), to, toRoot)).isFalse();
                if (from > 0) {
                    assertThat(Proofs.checkConsistency(proof, from, fromRoot, to, flip(toRoot))).isFalse();
                }
                for (int other = -1; other <= SPOILED; other++) {
                    assertThat(Proofs.checkConsistency(proof, other, fromRoot, to, toRoot)).isEqualTo(other == from);
                }
            }
        }
    }

    @Test
    void a_consistency_proof_checks_for_no_other_root() {
        for (int to = 1; to <= SPOILED; to++) {
            for (int from = 1; from < to; from++) {
                List<byte[]> proof = Proofs.consistency(from, to, TREE);
                for (int other = 0; other <= SPOILED; other++) {
                    assertThat(Proofs.checkConsistency(proof, from, ROOTS.get(from), other, ROOTS.get(other)))
                            .as("from %d to %d for size %d", from, to, other).isEqualTo(other == to);
                }
            }
        }
    }

    @Test
    void everything_extends_nothing_but_only_with_the_root_of_nothing() {
        byte[] root = ROOTS.get(5);
        assertThat(Proofs.checkConsistency(List.of(), 0, Hashes.empty(), 5, root)).isTrue();
        assertThat(Proofs.checkConsistency(List.of(), 0, root, 5, root)).isFalse();
        assertThat(Proofs.checkConsistency(List.of(), 0, root, 0, root)).isFalse();
    }

    @Test
    void what_is_no_hash_is_no_proof() {
        byte[] root = ROOTS.get(2);
        byte[] leaf = TREE.leaves().getFirst();
        assertThat(Proofs.checkInclusion(List.of(new byte[31]), 0, leaf, 2, root)).isFalse();
        assertThat(Proofs.checkInclusion(List.of(), 0, new byte[0], 1, new byte[0])).isFalse();
        assertThat(Proofs.checkInclusion(List.of(leaf), Long.MIN_VALUE, leaf, Long.MIN_VALUE, root)).isFalse();
        assertThat(Proofs.checkInclusion(Collections.nCopies(100_000, leaf), 0, leaf, Long.MAX_VALUE, root)).isFalse();
        assertThat(Proofs.checkConsistency(List.of(), 1, new byte[0], 1, new byte[0])).isFalse();
        assertThat(Proofs.checkConsistency(List.of(new byte[33]), 1, leaf, 2, root)).isFalse();
        assertThat(Proofs.checkConsistency(Collections.nCopies(100_000, leaf), 1, leaf, Long.MAX_VALUE, root))
                .isFalse();
    }

    @Test
    void there_is_no_proof_of_the_impossible() {
        assertThatThrownBy(() -> Proofs.inclusion(5, 5, TREE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tree of size 5 has no leaf 5");
        assertThatThrownBy(() -> Proofs.inclusion(-1, 5, TREE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proofs.inclusion(0, -1, TREE)).hasMessage("no tree has size -1");
        assertThatThrownBy(() -> Proofs.consistency(6, 5, TREE))
                .hasMessage("a tree of size 5 does not extend one of size 6");
        assertThatThrownBy(() -> Proofs.consistency(-1, 5, TREE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proofs.root(-1, TREE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Frontier.of(-1, TREE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void proofs_span_levels_of_tiles_and_read_each_once() {
        int size = 65_536 + 256 * 3 + 7;
        TestTree large = TestTree.ofSize(size);
        byte[] root = large.root(size);
        for (int index : new int[]{0, 255, 256, 40_000, 65_535, 65_536, 66_303, 66_304, size - 1}) {
            int before = large.reads();
            List<byte[]> proof = Proofs.inclusion(index, size, large);
            assertThat(large.reads() - before).isBetween(1, 5);
            assertThat(Proofs.checkInclusion(proof, index, large.leaves().get(index), size, root)).isTrue();
        }
        for (int from : new int[]{1, 255, 256, 257, 40_000, 65_535, 65_536, 65_537, 66_304, size - 1}) {
            int before = large.reads();
            List<byte[]> proof = Proofs.consistency(from, size, large);
            assertThat(large.reads() - before).isBetween(1, 5);
            assertThat(Proofs.checkConsistency(proof, from, large.root(from), size, root)).isTrue();
        }
    }

    @Test
    void a_tile_of_the_wrong_length_is_not_used() {
        assertThatThrownBy(() -> Proofs.root(3, (level, index, width) -> new byte[32]))
                .hasMessage("tile 0 of level 0 has 32 bytes instead of 3 hashes");
        assertThatThrownBy(() -> Frontier.of(3, (level, index, width) -> new byte[128]))
                .hasMessage("tile 0 of level 0 has 128 bytes instead of 3 hashes");
    }

    private static void assertSpoiled(List<byte[]> proof, Predicate<List<byte[]>> check) {
        for (int i = 0; i < proof.size(); i++) {
            List<byte[]> flipped = new ArrayList<>(proof);
            flipped.set(i, flip(proof.get(i)));
            assertThat(check.test(flipped)).as("hash %d flipped", i).isFalse();
            List<byte[]> dropped = new ArrayList<>(proof);
            dropped.remove(i);
            assertThat(check.test(dropped)).as("hash %d dropped", i).isFalse();
        }
        for (int i = 0; i <= proof.size(); i++) {
            List<byte[]> added = new ArrayList<>(proof);
            added.add(i, TREE.leaves().get(i));
            assertThat(check.test(added)).as("hash added at %d", i).isFalse();
        }
        for (int i = 1; i < proof.size(); i++) {
            List<byte[]> swapped = new ArrayList<>(proof);
            Collections.swap(swapped, i - 1, i);
            assertThat(check.test(swapped)).as("hashes %d and %d swapped", i - 1, i).isFalse();
        }
    }

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(HexFormat.of()::formatHex).toList();
    }

    private static byte[] flip(byte[] hash) {
        byte[] flipped = hash.clone();
        flipped[hash.length - 1] ^= 1;
        return flipped;
    }
}
