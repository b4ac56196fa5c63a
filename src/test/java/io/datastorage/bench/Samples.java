package io.datastorage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What was measured at one time after the other. Names may appear late. */
final class Samples {
    private final String unitOfTime;
    private final List<Double> times = new ArrayList<>();
    private final List<Map<String, Double>> rows = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();

    /** Nothing measured yet; the unit heads the first column of the file. */
    Samples(String unitOfTime) {
        this.unitOfTime = unitOfTime;
    }

    void add(double time, Map<String, Double> values) {
        times.add(time);
        rows.add(new LinkedHashMap<>(values));
        names.addAll(values.keySet());
    }

    /** The names seen so far. */
    List<String> names() {
        return List.copyOf(names);
    }

    Series series(String name) {
        return new Series(name, times.stream().mapToDouble(Double::doubleValue).toArray(),
                IntStream.range(0, rows.size()).mapToDouble(i -> value(i, name)).toArray());
    }

    private double value(int row, String name) {
        return rows.get(row).getOrDefault(name, Double.NaN);
    }

    /** One line for each time, an empty field for what was not measured. */
    void writeCsv(Path file) throws IOException {
        Stream<String> header = Stream.of(Stream.concat(Stream.of(unitOfTime), names.stream())
                .collect(Collectors.joining(",")));
        Stream<String> lines = IntStream.range(0, rows.size()).mapToObj(i -> DoubleStream.concat(
                DoubleStream.of(times.get(i)), names.stream().mapToDouble(name -> value(i, name)))
                .mapToObj(value -> Double.isFinite(value) ? Numbers.plain(value) : "")
                .collect(Collectors.joining(",")));
        Files.write(file, Stream.concat(header, lines).toList());
    }
}
