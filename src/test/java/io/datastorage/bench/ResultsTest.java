package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ResultsTest {
    private static final Map<String, String> MACHINE = Map.of("cores", "2");

    @TempDir
    private Path directory;

    @Test
    void what_was_found_is_there_for_people_and_for_programs() throws Exception {
        Bench bench = new Bench(false);
        bench.run(scenario());
        new Results(bench, MACHINE).write(directory);
        BenchmarksPage.write(bench, MACHINE, directory.resolve("benchmarks.md"));

        assertThat(Files.readString(directory.resolve("benchmarks.md"))).contains(
                "| `some` | this ÷ that | at least 0.60 | 0.55 | 0.50 to 0.60 | 2 | 550 ÷ 1,000 events/s | missed |",
                "| `some` | how long | 12.5 | ms | a \\| b |",
                "- `some`: What it means.",
                "| cores | 2 |");
        String report = Files.readString(directory.resolve("report.html"));
        assertThat(report).contains("<td>this ÷ that</td>", "<p>What it means.</p>");
        assertThat(report.split("<svg", -1)).hasSize(3);
        JsonNode json = JsonMapper.builder().build().readTree(Files.readString(directory.resolve("results.json")));
        JsonNode ratio = json.at("/scenarios/0/ratios/0");
        assertThat(ratio.path("id").asString()).isEqualTo("id");
        assertThat(ratio.path("median").asDouble()).isEqualTo(0.55);
        assertThat(ratio.path("met").asBoolean()).isFalse();
        assertThat(json.at("/scenarios/0/figures/0/unit").asString()).isEqualTo("ms");
        assertThat(json.at("/machine/cores").asString()).isEqualTo("2");
    }

    @Test
    void a_quick_run_leaves_out_what_takes_long_and_says_so() throws Exception {
        Bench bench = new Bench(true);
        bench.run(new Scenario() {
            @Override
            public String name() {
                return "long";
            }

            @Override
            public boolean onlyInFull() {
                return true;
            }

            @Override
            public void run(Bench now) {
                now.note("It was measured.");
            }
        });
        assertThat(bench.chapters()).singleElement()
                .satisfies(
                        chapter -> assertThat(chapter.notes()).containsExactly("It is not measured in a quick run."));
    }

    @Test
    void a_scenario_that_failed_is_named() throws Exception {
        Bench bench = new Bench(false);
        bench.run(new Scenario() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public void run(Bench now) {
                throw new IllegalStateException("on purpose");
            }
        });
        BenchmarksPage.write(bench, MACHINE, directory.resolve("benchmarks.md"));
        assertThat(Files.readString(directory.resolve("benchmarks.md")))
                .contains("- `broken`: It failed: what is missing was not measured.");
    }

    private static Scenario scenario() {
        return new Scenario() {
            @Override
            public String name() {
                return "some";
            }

            @Override
            public void run(Bench bench) {
                bench.add(new SideBySide("id", "this ÷ that", "this", "that", "events/s", Target.atLeast(0.6),
                        List.of(500.0, 600.0), List.of(1_000.0, 1_000.0)));
                bench.figure("how long", 12.5, "ms", "a | b");
                bench.note("What it means.");
                bench.plot(new Plot("A plot", "seconds", "MiB", false,
                        List.of(new Series("resident", new double[]{0, 1}, new double[]{1, 2}))));
            }
        };
    }
}
