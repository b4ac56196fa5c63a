package io.datastorage.bench;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Two things that were measured in turn, in pairs, on one machine; what counts is the ratio of each pair, which is that of
 * the first to the second.
 *
 * @param id tells it from all others, for good
 * @param first the name of what stands above the line
 * @param second and of what stands below
 * @param unit of both
 * @param firsts what the first was in each pair
 * @param seconds and the second
 */
record SideBySide(String id, String what, String first, String second, String unit, Target target, List<Double> firsts,
        List<Double> seconds) {
    SideBySide {
        if (firsts.isEmpty() || firsts.size() != seconds.size()) {
            throw new IllegalArgumentException(id + " has no pairs");
        }
        firsts = List.copyOf(firsts);
        seconds = List.copyOf(seconds);
    }

    /** The ratio of each pair, in the order in which they were measured. */
    List<Double> ratios() {
        return IntStream.range(0, firsts.size()).mapToObj(pair -> firsts.get(pair) / seconds.get(pair)).toList();
    }

    /** The median of the pairs' ratios. */
    double median() {
        return median(ratios());
    }

    double least() {
        return ratios().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double greatest() {
        return ratios().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Whether the median is what it is to be. */
    boolean met() {
        return target.metBy(median());
    }

    /** The ratios of the pairs, and what they are to be. */
    Plot plot() {
        double[] pairs = IntStream.rangeClosed(1, firsts.size()).mapToDouble(pair -> pair).toArray();
        Series measured = new Series("each pair", pairs, ratios().stream().mapToDouble(Double::doubleValue).toArray());
        Series wanted = new Series(target.shown(), pairs, DoubleStream.generate(target::value).limit(pairs.length)
                .toArray());
        return new Plot(id, "pair", "ratio", false,
                target.kind() == Target.Kind.REPORTED ? List.of(measured) : List.of(measured, wanted));
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
