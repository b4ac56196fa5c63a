package io.datastorage.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The scenarios, and what becomes of what they find. */
final class Suite {
    static final Path DIRECTORY = Path.of("target/bench");

    /** No service sets up its logging here. A logger that nobody holds forgets its level. */
    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

    private Suite() {}

    private static List<Scenario> scenarios() {
        return List.of(
                new HttpBatches(),
                new HttpSingles(),
                new Protection(),
                new Latency(),
                new Memory(),
                new Pages(),
                new GatewayQuery(),
                new ManySegments(),
                new Verification(),
                new Start(),
                new Stored(),
                new RandomKeys(),
                new HeldSnapshot(),
                new Instances(),
                new Generator(),
                new Jmh());
    }

    /** Runs the scenarios that {@code bench.only} names, or all of them, and writes what they find. */
    static Bench run(boolean quick) throws Exception {
        List<String> only = Arrays.stream(System.getProperty("bench.only", "").split(",")).map(String::strip)
                .filter(name -> !name.isEmpty()).toList();
        List<String> names = scenarios().stream().map(Scenario::name).toList();
        if (!names.containsAll(only)) {
            throw new IllegalArgumentException("bench.only is %s; there are %s".formatted(only, names));
        }
        boolean write = Boolean.getBoolean("bench.write");
        if (write && (quick || !only.isEmpty())) {
            throw new IllegalArgumentException("bench.write is for a full run of all scenarios");
        }
        LIQUIBASE.setLevel(Level.WARNING);
        Map<String, String> machine = Machine.facts();
        Bench bench = new Bench(quick);
        System.out.println("machine: " + machine);
        for (Scenario scenario : scenarios()) {
            if (only.isEmpty() || only.contains(scenario.name())) {
                bench.run(scenario);
                // Somebody who ends it early still has what there is.
                new Results(bench, machine).write(DIRECTORY);
                if (write) {
                    BenchmarksPage.write(bench, machine, BenchmarksPage.FILE);
                }
            }
        }
        print(bench);
        if (write) {
            System.out.println("written: " + BenchmarksPage.FILE);
        }
        System.out.println("written: " + DIRECTORY.resolve("report.html"));
        return bench;
    }

    private static void print(Bench bench) {
        bench.chapters().forEach(chapter -> chapter.comparisons()
                .forEach(each -> System.out.println(String.join(" · ", Results.row(each)))));
        bench.chapters().stream().filter(chapter -> chapter.failure() != null)
                .forEach(chapter -> System.out.printf("failed: %s: %s%n", chapter.name(), chapter.failure()));
    }
}
