package io.datastorage.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The scenarios, and what becomes of their results. */
final class Suite {
    static final Path DIRECTORY = Path.of("target/bench");

    private Suite() {}

    private static List<Scenario> scenarios() {
        return List.of(new HttpBatches());
    }

    /** Runs the scenarios that {@code bench.only} names, or all, and writes what they found. */
    static Bench run(boolean quick) throws Exception {
        Set<String> only = Set.of(System.getProperty("bench.only", "").strip().split("\\s*,\\s*"));
        List<String> names = scenarios().stream().map(Scenario::name).toList();
        if (!only.equals(Set.of("")) && !names.containsAll(only)) {
            throw new IllegalArgumentException("bench.only is %s; there are %s".formatted(only, names));
        }
        Bench bench = new Bench(quick);
        scenarios().stream().filter(each -> only.equals(Set.of("")) || only.contains(each.name())).forEach(bench::run);
        return bench;
    }
}
