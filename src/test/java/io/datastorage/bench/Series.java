package io.datastorage.bench;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * A value over time.
 *
 * @param x when, ascending
 * @param y the values, NaN where there was none
 */
record Series(String name, double[] x, double[] y) {
    /** The values of the first quarter of the samples that are there. */
    DoubleStream firstQuarter() {
        return DoubleStream.of(y).limit(quarter()).filter(Double::isFinite);
    }

    /** Those of the last. */
    DoubleStream lastQuarter() {
        return DoubleStream.of(y).skip(y.length - (long) quarter()).filter(Double::isFinite);
    }

    private int quarter() {
        return Math.max(1, y.length / 4);
    }

    /**
     * Whether the least value at the end is above the greatest at the beginning by more than noise.
     *
     * @param factor of the greatest value of the first quarter
     * @param more than that, in the unit of the values
     */
    boolean grewBeyond(double factor, double more) {
        double before = firstQuarter().max().orElse(Double.POSITIVE_INFINITY);
        return lastQuarter().min().orElse(Double.NEGATIVE_INFINITY) > before * factor + more;
    }

    /** The same under another name. */
    Series named(String other) {
        return new Series(other, x, y);
    }

    /** Each value divided by the other's of the same time. */
    Series dividedBy(Series other, String quotient) {
        double[] values = y.clone();
        Arrays.setAll(values, i -> y[i] / other.y[i]);
        return new Series(quotient, x, values);
    }
}
