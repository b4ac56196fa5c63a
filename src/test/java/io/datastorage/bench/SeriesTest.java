package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class SeriesTest {
    private static Series of(double... values) {
        return new Series("threads", IntStream.range(0, values.length).asDoubleStream().toArray(), values);
    }

    @Test
    void what_only_grew_is_told_from_what_goes_up_and_down() {
        assertThat(of(10, 11, 12, 13, 14, 15, 16, 17).grewBeyond(1.25, 0)).isTrue();
        assertThat(of(10, 19, 12, 19, 11, 19, 12, 19).grewBeyond(1.25, 0)).isFalse();
        assertThat(of(10, 10, 10, 10, 10, 10, 10, 30).grewBeyond(1.25, 0)).isFalse();
        assertThat(of(10, 19, 12, 12, 12, 12, 18, 18).grewBeyond(1.25, 0)).isFalse();
        assertThat(of(10, 10, 10, 10, 10, 10, 13, 13).grewBeyond(1.25, 1)).isFalse();
        assertThat(of(10, 10, 10, 10, 10, 10, 14, 14).grewBeyond(1.25, 1)).isTrue();
    }

    @Test
    void what_was_not_measured_counts_for_neither() {
        assertThat(of(10, Double.NaN, 1, 1, 1, 1, 30, Double.NaN).grewBeyond(1.25, 0)).isTrue();
        assertThat(of(Double.NaN, Double.NaN, 1, 1, 1, 1, 30, 30).grewBeyond(1.25, 0)).isFalse();
    }
}
