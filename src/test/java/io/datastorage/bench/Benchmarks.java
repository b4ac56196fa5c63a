package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The benchmark suite, {@code mvn -Pbench verify}. {@code -Dbench.quick=true} is done in three to six minutes,
 * {@code -Dbench.only=a,b} runs some scenarios. A ratio that is not what it is to be is reported; only a scenario that
 * cannot be measured fails the build.
 */
class Benchmarks {
    @Test
    void every_scenario_can_be_measured() throws Exception {
        Bench bench = Suite.run(Boolean.getBoolean("bench.quick"));
        assertThat(bench.chapters().stream().filter(chapter -> chapter.failure() != null))
                .as("scenarios that failed").extracting(Chapter::name, Chapter::failure).isEmpty();
    }
}
