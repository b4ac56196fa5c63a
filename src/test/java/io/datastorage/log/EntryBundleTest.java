package io.datastorage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class EntryBundleTest {
    @Test
    void entries_stand_after_their_lengths() {
        byte[] bundle = EntryBundle.encode(List.of(new byte[0], new byte[]{(byte) 0xff}, new byte[300]));
        assertThat(HexFormat.of().formatHex(bundle)).isEqualTo("00000001ff012c" + "00".repeat(300));
    }

    @Test
    void bundles_of_every_width_come_back() {
        SplittableRandom random = new SplittableRandom(7);
        for (int width = 1; width <= 256; width++) {
            List<byte[]> entries = IntStream.range(0, width).mapToObj(i -> new byte[random.nextInt(700)]).toList();
            entries.forEach(random::nextBytes);
            assertThat(EntryBundle.decode(EntryBundle.encode(entries))).usingElementComparator(Arrays::compare)
                    .isEqualTo(entries);
        }
    }

    @Test
    void the_longest_entry_has_a_length() {
        byte[] bundle = EntryBundle.encode(List.of(new byte[65_535]));
        assertThat(bundle).hasSize(65_537).startsWith(0xff, 0xff);
        assertThat(EntryBundle.decode(bundle).getFirst()).hasSize(65_535);
        assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[65_536])))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("65536");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0001", "0002ff", "0000" + "00", "0000" + "ffff00"})
    void what_is_no_bundle_is_refused(String hex) {
        assertThatThrownBy(() -> EntryBundle.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void a_bundle_has_1_to_256_entries() {
        assertThatThrownBy(() -> EntryBundle.encode(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundle.encode(Collections.nCopies(257, new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(EntryBundle.decode(new byte[2 * 256])).hasSize(256);
        assertThatThrownBy(() -> EntryBundle.decode(new byte[2 * 257])).isInstanceOf(MalformedException.class);
    }
}
