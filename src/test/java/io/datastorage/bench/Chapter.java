package io.datastorage.bench;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What a scenario found; filled while it runs. */
final class Chapter {
    private final String name;
    private final List<SideBySide> comparisons = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Plot> plots = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable Throwable failure;
    private double seconds;

    Chapter(String name) {
        this.name = name;
    }

    /** The scenario's. */
    String name() {
        return name;
    }

    List<SideBySide> comparisons() {
        return comparisons;
    }

    List<Figure> figures() {
        return figures;
    }

    List<Plot> plots() {
        return plots;
    }

    List<String> notes() {
        return notes;
    }

    /** What the scenario failed with; null if it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** How long it took. */
    double seconds() {
        return seconds;
    }

    void ended(long nanos, @Nullable Throwable why) {
        seconds = nanos / 1e9;
        failure = why;
    }
}
