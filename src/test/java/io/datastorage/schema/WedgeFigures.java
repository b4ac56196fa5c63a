package io.datastorage.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long a start takes that finishes what a killed one began, beside a clean one: the seconds of both, measured in
 * turn, from the start of the process until it has done. Measured and printed where the system property
 * {@code wedge.figures} is true; nothing is asserted of them.
 */
public final class WedgeFigures {
    private final String name;
    private final List<Double> clean = new ArrayList<>();
    private final List<Double> builds = new ArrayList<>();
    private final List<Double> restarts = new ArrayList<>();

    public WedgeFigures(String name) {
        this.name = name;
    }

    /** Whether somebody wants them. */
    public static boolean wanted() {
        return Boolean.getBoolean("wedge.figures");
    }

    /**
     * The figures of a round.
     *
     * @param build how much longer a start takes that also builds the index
     */
    public void add(double restart, double start, double build) {
        restarts.add(restart);
        clean.add(start);
        builds.add(build);
    }

    /** Prints them, if there are any. */
    public void print() {
        if (restarts.isEmpty()) {
            return;
        }
        double worst = 0;
        for (int i = 0; i < restarts.size(); i++) {
            worst = Math.max(worst, restarts.get(i) / (1.5 * clean.get(i) + builds.get(i)));
        }
        System.out.printf(Locale.ROOT, "%s, %d rounds: restart %s s, clean start %s s, index build %s s; "
                + "restart / (1.5 x clean start + build) at most %.2f%n", name, restarts.size(), range(restarts),
                range(clean), range(builds), worst);
    }

    private static String range(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", sorted.get(sorted.size() / 2), sorted.getFirst(),
                sorted.getLast());
    }
}
