package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/**
 * Holds a quick run of the suite to the ratios that were kept of an earlier one, {@code mvn -Pbench verify
 * -Dbench.run=QuickGuard}. {@code -Dbench.keep=true} keeps those of this run instead; {@code -Dbench.tolerance} is by how
 * much of it a ratio may be worse than what is kept. Three pairs on a shared machine vary by more than a tenth.
 */
class QuickGuard {
    private static final Path FILE = Path.of("src/test/resources/bench/quick.json");
    private static final double TOLERANCE = Double.parseDouble(System.getProperty("bench.tolerance", "0.25"));

    @Test
    void no_ratio_is_worse_than_the_one_that_is_kept() throws Exception {
        Bench bench = Suite.run(true);
        assertThat(bench.chapters()).allSatisfy(chapter -> assertThat(chapter.failure()).as(chapter.name()).isNull());
        if (Boolean.getBoolean("bench.keep")) {
            Kept.of(bench).write(FILE);
            System.out.println("written: " + FILE);
        } else {
            assertThat(Kept.read(FILE).regressions(Kept.comparisons(bench), TOLERANCE)).isEmpty();
        }
    }
}
