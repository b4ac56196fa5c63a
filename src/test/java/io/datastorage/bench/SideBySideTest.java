package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class SideBySideTest {
    @TempDir
    private Path directory;

    @Test
    void what_counts_is_the_median_of_the_ratios_of_the_pairs() {
        SideBySide done = comparison(Target.atLeast(0.6), List.of(10.0, 90.0, 60.0), List.of(20.0, 100.0, 100.0));
        assertThat(done.ratios()).containsExactly(0.5, 0.9, 0.6);
        assertThat(done.median()).isCloseTo(0.6, within(1e-9));
        assertThat(done.least()).isCloseTo(0.5, within(1e-9));
        assertThat(done.greatest()).isCloseTo(0.9, within(1e-9));
        assertThat(done.met()).isTrue();
        assertThat(comparison(Target.atMost(0.59), done.firsts(), done.seconds()).met()).isFalse();
        assertThat(comparison(Target.reported(), done.firsts(), done.seconds()).met()).isTrue();
    }

    @Test
    void the_two_sides_take_turns_at_being_first_and_warm_ups_do_not_count() throws Exception {
        Bench bench = new Bench(true);
        List<String> order = new ArrayList<>();
        bench.run(scenario(each -> each.compare("id", "a ÷ b", "s", Target.reported(), run -> {
            order.add("a" + run);
            return run;
        }, run -> {
            order.add("b" + run);
            return 1;
        })));
        assertThat(order).containsExactly("a0", "b0", "b1", "a1", "a2", "b2", "b3", "a3");
        SideBySide done = bench.chapters().getFirst().comparisons().getFirst();
        assertThat(done.firsts()).containsExactly(1.0, 2.0, 3.0);
        assertThat(done.first()).isEqualTo("a");
        assertThat(done.second()).isEqualTo("b");
    }

    @Test
    void a_scenario_that_fails_is_told_and_the_next_one_runs() {
        Bench bench = new Bench(true);
        bench.run(scenario(_ -> {
            throw new IllegalStateException("no");
        }));
        bench.run(scenario(each -> each.figure("what", 1, "s", "")));
        assertThat(bench.chapters().getFirst().failure()).hasMessage("no");
        assertThat(bench.chapters().getLast().failure()).isNull();
        assertThat(bench.chapters().getLast().figures()).hasSize(1);
    }

    @Test
    void a_ratio_that_is_worse_than_the_kept_one_by_more_than_the_tolerance_is_a_regression() throws Exception {
        Path file = directory.resolve("bench/quick.json");
        new Kept(Map.of("id", 0.8)).write(file);
        Kept kept = Kept.read(file);
        assertThat(kept.regressions(List.of(of(Target.atLeast(0.6), 0.61)), 0.25)).isEmpty();
        assertThat(kept.regressions(List.of(of(Target.atLeast(0.6), 0.59)), 0.25)).containsExactly(
                "id is 0.590, was 0.800");
        assertThat(kept.regressions(List.of(of(Target.atMost(1), 0.99)), 0.25)).isEmpty();
        assertThat(kept.regressions(List.of(of(Target.atMost(1), 1.01)), 0.25)).hasSize(1);
        assertThat(kept.regressions(List.of(), 0.25)).containsExactly("id was 0.800 and is not there");
    }

    private static SideBySide of(Target target, double ratio) {
        return comparison(target, List.of(ratio), List.of(1.0));
    }

    private static SideBySide comparison(Target target, List<Double> firsts, List<Double> seconds) {
        return new SideBySide("id", "a ÷ b", "a", "b", "s", target, firsts, seconds);
    }

    private interface Run {
        void run(Bench bench) throws Exception;
    }

    private static Scenario scenario(Run run) {
        return new Scenario() {
            @Override
            public String name() {
                return "scenario";
            }

            @Override
            public void run(Bench bench) throws Exception {
                run.run(bench);
            }
        };
    }
}
