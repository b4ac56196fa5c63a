package io.datastorage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Locale;
import java.util.SplittableRandom;

class TilePathTest {
    /** Indexes as golang.org/x/mod/sumdb/tlog writes them. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0,                 000
            5,                 005
            999,               999
            1000,              x001/000
            1234067,           x001/x234/067
            1000000,           x001/x000/000
            36028797018963967, x036/x028/x797/x018/x963/967
            9223372036854775807, x009/x223/x372/x036/x854/x775/807
            """)
    void indexes_stand_in_groups_of_three_digits(long index, String text) {
        assertRoundTrip(new TilePath.OfHashes(0, index, 256), "tile/0/" + text);
        assertRoundTrip(new TilePath.OfHashes(63, index, 255), "tile/63/" + text + ".p/255");
        assertRoundTrip(new TilePath.OfEntries(index, 256), "tile/entries/" + text);
        assertRoundTrip(new TilePath.OfEntries(index, 1), "tile/entries/" + text + ".p/1");
    }

    @Test
    void random_tiles_come_back_from_their_paths() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 20_000; i++) {
            long index = random.nextLong() >>> random.nextInt(1, 64);
            TilePath path = random.nextBoolean()
                    ? new TilePath.OfEntries(index, random.nextInt(1, 257))
                    : new TilePath.OfHashes(random.nextInt(64), index, random.nextInt(1, 257));
            assertThat(TilePath.parse(path.toString())).isEqualTo(path);
        }
    }

    @Test
    void paths_do_not_depend_on_the_default_locale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat("%d".formatted(1)).isNotEqualTo("1");
            assertThat(new TilePath.OfHashes(1, 1_234_067, 7)).hasToString("tile/1/x001/x234/067.p/7");
            assertThat(Cosignature.message(17, "text\n")).asString(UTF_8).isEqualTo("cosignature/v1\ntime 17\ntext\n");
            assertThat(new Checkpoint("o", 12, new byte[32]).text()).startsWith("o\n12\n");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000",
            "tile/0/000/", "/tile/0/000", "tile//000", "tile/00/000", "tile/01/000", "tile/64/000", "tile/100/000",
            "tile/-1/000", "tile/+1/000", "tile/data/000", "tile/Entries/000", "tile/8/0/000", "tile/0/x000/000",
            "tile/0/x000/x001/000", "tile/0/001/000", "tile/0/x001", "tile/0/x001/x000", "tile/0/X001/000",
            "tile/0/x1/000", "tile/0/x001/000.p/", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256",
            "tile/0/000.p/999", "tile/0/000.p/1000", "tile/0/000.p/-1", "tile/0/000.p/1/", "tile/0/000.p1",
            "tile/0/000.p/1.p/1", "tile/0/x009/x223/x372/x036/x854/x775/808",
            "tile/0/x001/x000/x000/x000/x000/x000/x000",
            "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/\u0660\u0660\u0660", "tile/0/000\n", "tile/0/000?",
            "tile/0/%30%30%30", "tile/0/../000"})
    void what_is_no_path_of_a_tile_is_refused(String path) {
        assertThatThrownBy(() -> TilePath.parse(path)).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_tile_that_cannot_be_is_refused() {
        assertThatThrownBy(() -> new TilePath.OfHashes(64, 0, 1)).hasMessageContaining("level");
        assertThatThrownBy(() -> new TilePath.OfHashes(-1, 0, 1)).hasMessageContaining("level");
        assertThatThrownBy(() -> new TilePath.OfEntries(-1, 1)).hasMessageContaining("index");
        assertThatThrownBy(() -> new TilePath.OfEntries(0, 0)).hasMessageContaining("width");
        assertThatThrownBy(() -> new TilePath.OfHashes(0, 0, 257)).hasMessageContaining("width");
    }

    /** The tree of size 70,000 in C2SP tlog-tiles. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            tile/0/272,          true
            tile/0/273.p/112,    true
            tile/0/273.p/111,    true
            tile/0/273.p/113,    false
            tile/0/273,          false
            tile/0/274.p/1,      false
            tile/entries/273.p/112, true
            tile/entries/273.p/113, false
            tile/1/000,          true
            tile/1/001.p/17,     true
            tile/1/001.p/18,     false
            tile/2/000.p/1,      true
            tile/2/000.p/2,      false
            tile/3/000.p/1,      false
            tile/8/000.p/1,      false
            tile/63/000.p/1,     false
            tile/7/x009/x223/x372/x036/x854/x775/807, false
            """)
    void a_tree_has_the_tiles_of_its_size(String path, boolean expected) {
        assertThat(TilePath.parse(path).isWithin(70_000)).isEqualTo(expected);
    }

    @Test
    void the_largest_tree_has_a_tile_at_its_top() {
        assertThat(new TilePath.OfHashes(7, 0, 127).isWithin(Long.MAX_VALUE)).isTrue();
        assertThat(new TilePath.OfHashes(7, 0, 128).isWithin(Long.MAX_VALUE)).isFalse();
        assertThat(new TilePath.OfEntries(0, 1).isWithin(0)).isFalse();
    }

    private static void assertRoundTrip(TilePath path, String text) {
        assertThat(path).hasToString(text);
        assertThat(TilePath.parse(text)).isEqualTo(path);
    }
}
