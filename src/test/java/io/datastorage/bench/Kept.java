package io.datastorage.bench;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ratios of a quick run that later ones are held to, by id; only of what has a target, which says what is worse.
 */
final class Kept {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Double> ratios;

    Kept(Map<String, Double> ratios) {
        this.ratios = new TreeMap<>(ratios);
    }

    /** What a run found. */
    static Kept of(Bench bench) {
        Map<String, Double> ratios = new TreeMap<>();
        comparisons(bench).forEach(each -> ratios.put(each.id(), Math.round(each.median() * 1_000) / 1_000.0));
        return new Kept(ratios);
    }

    static Kept read(Path file) throws IOException {
        JsonNode json = JSON.readTree(Files.readString(file));
        Map<String, Double> ratios = new TreeMap<>();
        json.properties().forEach(each -> ratios.put(each.getKey(), each.getValue().asDouble()));
        return new Kept(ratios);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(ratios) + "\n");
    }

    /**
     * What is worse in a run than what is kept, by more than a share of it, and what is kept and was not measured.
     *
     * @param comparisons those of the run
     */
    List<String> regressions(List<SideBySide> comparisons, double tolerance) {
        List<String> found = new ArrayList<>();
        Map<String, Double> left = new TreeMap<>(ratios);
        for (SideBySide each : comparisons) {
            Double kept = left.remove(each.id());
            if (kept != null && each.target().worse(each.median(), kept, tolerance)) {
                found.add(String.format(Locale.ROOT, "%s is %.3f, was %.3f", each.id(), each.median(), kept));
            }
        }
        left.forEach((id, kept) -> found.add(String.format(Locale.ROOT, "%s was %.3f and is not there", id, kept)));
        return found;
    }

    static List<SideBySide> comparisons(Bench bench) {
        return bench.chapters().stream().flatMap(chapter -> chapter.comparisons().stream())
                .filter(each -> each.target().kind() != Target.Kind.REPORTED).toList();
    }
}
