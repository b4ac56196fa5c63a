package io.datastorage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/benchmarks.md}, written from what a full run found. */
final class BenchmarksPage {
    static final Path FILE = Path.of("docs/benchmarks.md");

    private static final String INTRODUCTION = """
            # Benchmarks

            Written by `mvn -B -ntp -Pbench verify -Dbench.write=true`, which makes the report with its plots
            (`target/bench/report.html`) and all figures (`target/bench/results.json`) besides.

            Rates say little: machines differ, and a machine from one minute to the next. So two things are always measured in
            turn, in pairs, on one machine in one run, and **the median of the pairs' ratios** is the figure, with the least and
            the greatest. PostgreSQL is a real one and durable. The load generator, the service and PostgreSQL share the
            machine; the service is the packaged jar in a process of its own, with the Java options of the chart. Events are
            0.6 to 2 KB long, about 1 KB on average, of several kinds, and some correlations have most of them.

            """;

    private BenchmarksPage() {}

    static void write(Bench bench, Map<String, String> machine, Path file) throws IOException {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        page.append("## Ratios\n\n");
        table(page, List.of("", "what", "target", "median", "least to greatest", "pairs", "medians of both", ""),
                bench.chapters().stream().flatMap(chapter -> chapter.comparisons().stream()
                        .map(each -> row("`" + chapter.name() + "`", Results.row(each)))).toList());
        page.append("## Figures\n\n");
        table(page, List.of("", "what", "value", "unit", "remark"),
                bench.chapters().stream().flatMap(chapter -> chapter.figures().stream()
                        .map(each -> row("`" + chapter.name() + "`", Results.row(each)))).toList());
        List<Chapter> noted = bench.chapters().stream().filter(chapter -> !chapter.notes().isEmpty()).toList();
        if (!noted.isEmpty()) {
            page.append("## What they mean\n\n");
            noted.forEach(chapter -> page.append("- `").append(chapter.name()).append("`: ")
                    .append(String.join(" ", chapter.notes())).append('\n'));
            page.append('\n');
        }
        page.append("## Machine\n\n");
        table(page, List.of("", ""),
                machine.entrySet().stream().map(fact -> List.of(fact.getKey(), fact.getValue())).toList());
        Files.writeString(file, page.toString().stripTrailing() + "\n");
    }

    private static List<String> row(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    private static void table(StringBuilder page, List<String> header, List<List<String>> rows) {
        page.append(line(header)).append("|").append("---|".repeat(header.size())).append('\n');
        rows.forEach(cells -> page.append(line(cells)));
        page.append('\n');
    }

    private static String line(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
