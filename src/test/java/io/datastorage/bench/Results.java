package io.datastorage.bench;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run found, for people and for programs. */
final class Results {
    private static final List<String> RATIOS = List.of("what", "target", "median of the ratios", "least to greatest",
            "pairs", "medians of both", "");
    private static final List<String> FIGURES = List.of("what", "value", "unit", "remark");

    private final Bench bench;
    private final Map<String, String> machine;

    Results(Bench bench, Map<String, String> machine) {
        this.bench = bench;
        this.machine = machine;
    }

    /** Writes {@code report.html} and {@code results.json}. */
    void write(Path directory) throws IOException {
        Report report = new Report("Benchmarks").text(about()).heading("Ratios").table(RATIOS, bench.chapters().stream()
                .flatMap(chapter -> chapter.comparisons().stream()).map(Results::row).toList());
        report.table(List.of("machine", ""),
                machine.entrySet().stream().map(fact -> List.of(fact.getKey(), fact.getValue())).toList());
        for (Chapter chapter : bench.chapters()) {
            report.heading(chapter.name());
            if (chapter.failure() != null) {
                report.text("Failed: " + chapter.failure());
            }
            chapter.notes().forEach(report::text);
            if (!chapter.figures().isEmpty()) {
                report.table(FIGURES, chapter.figures().stream().map(Results::row).toList());
            }
            report.plots(chapter.comparisons().stream().map(SideBySide::plot).toList());
            report.plots(chapter.plots());
        }
        report.write(directory.resolve("report.html"));
        Files.writeString(directory.resolve("results.json"),
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n");
    }

    private String about() {
        return (bench.quick() ? "A quick run, to see that everything works and whether a ratio fell. " : "")
                + "Two things are always measured in turn, and the median of the ratios of these pairs is what counts. "
                + "The load generator, the service and PostgreSQL share the machine.";
    }

    static List<String> row(SideBySide each) {
        return List.of(each.what(), each.target().shown(), Numbers.ratio(each.median()),
                Numbers.ratio(each.least()) + " to " + Numbers.ratio(each.greatest()),
                Integer.toString(each.firsts().size()),
                "%s ÷ %s %s".formatted(Numbers.shown(SideBySide.median(each.firsts())),
                        Numbers.shown(SideBySide.median(each.seconds())), each.unit()),
                each.target().verdict(each.median()));
    }

    static List<String> row(Figure figure) {
        return List.of(figure.what(), Numbers.shown(figure.value()), figure.unit(), figure.remark());
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("quick", bench.quick());
        json.put("machine", machine);
        json.put("scenarios", bench.chapters().stream().map(chapter -> {
            Map<String, Object> scenario = new LinkedHashMap<>();
            scenario.put("name", chapter.name());
            scenario.put("seconds", Math.round(chapter.seconds()));
            scenario.put("failed", chapter.failure() != null);
            scenario.put("ratios", chapter.comparisons().stream().map(Results::json).toList());
            scenario.put("figures", chapter.figures());
            scenario.put("notes", chapter.notes());
            return scenario;
        }).toList());
        return json;
    }

    private static Map<String, Object> json(SideBySide each) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", each.id());
        json.put("what", each.what());
        json.put("unit", each.unit());
        json.put("target", each.target().shown());
        json.put("met", each.met());
        json.put("median", each.median());
        json.put("least", each.least());
        json.put("greatest", each.greatest());
        json.put("firsts", each.firsts());
        json.put("seconds", each.seconds());
        return json;
    }
}
