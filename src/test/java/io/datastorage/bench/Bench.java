package io.datastorage.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What scenarios measure with and report to. Two things are always measured in turn, because machines differ, and one
 * machine from one minute to the next.
 */
final class Bench {
    private static final int PAIRS = Integer.getInteger("bench.pairs", 7);
    /** Clients that together keep the machine busy. */
    static final int CLIENTS = 8;

    private static final Duration WARM_UP = Duration.ofSeconds(90);
    private static final Duration QUICK_WARM_UP = Duration.ofSeconds(4);
    private static final int QUICK_PAIRS = 3;

    private final boolean quick;
    private final long began = System.nanoTime();
    private final List<Chapter> chapters = new ArrayList<>();

    Bench(boolean quick) {
        this.quick = quick;
    }

    /** Whether the whole suite is to be done in three minutes. */
    boolean quick() {
        return quick;
    }

    /** The packaged service. */
    Path jar() {
        return Path.of(Objects.requireNonNull(System.getProperty("service.jar"), "service.jar"));
    }

    /** How often each of two things is measured. */
    int pairs() {
        return quick ? QUICK_PAIRS : PAIRS;
    }

    /** How often before that, without counting. */
    int warmUps() {
        return quick ? 1 : 2;
    }

    /** {@link #warm(int, Percentiles.Work)} with one client. */
    int warm(Percentiles.Work work) throws Exception {
        return warm(1, work);
    }

    /**
     * Does something again and again and counts nothing, so that the service is measured as it is after its first minutes:
     * compiled.
     *
     * @param clients that do it at the same time
     * @return how often it was done
     */
    int warm(int clients, Percentiles.Work work) throws Exception {
        long until = System.nanoTime() + (quick ? QUICK_WARM_UP : WARM_UP).toNanos();
        AtomicInteger rounds = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> all = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                all.add(threads.submit(() -> {
                    do {
                        work.run(rounds.getAndIncrement());
                    } while (System.nanoTime() < until);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        progress("warm after %,d rounds".formatted(rounds.get()));
        return rounds.get();
    }

    /** Says how far it is. */
    void progress(String line) {
        long seconds = (System.nanoTime() - began) / 1_000_000_000;
        System.out.printf(Locale.ROOT, "[%02d:%02d %s] %s%n", seconds / 60, seconds % 60,
                chapters.isEmpty() ? "bench" : now().name(), line);
    }

    /**
     * Measures two things {@link #pairs} times, after {@link #warmUps}, and who is first changes from pair to pair, so that
     * neither always finds what the other left to the disk.
     *
     * @param id tells the comparison from all others, for good
     * @param what both, as {@code this ÷ that}
     * @param unit of what both sides return
     */
    SideBySide compare(String id, String what, String unit, Target target, Side first, Side second) throws Exception {
        String[] names = what.split(" ÷ ", 2);
        if (names.length != 2) {
            throw new IllegalArgumentException(id + " is not called this ÷ that: " + what);
        }
        List<Double> firsts = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < warmUps() + pairs(); run++) {
            double one;
            double other;
            if (run % 2 == 0) {
                one = first.measure(run);
                other = second.measure(run);
            } else {
                other = second.measure(run);
                one = first.measure(run);
            }
            boolean counts = run >= warmUps();
            progress("%s %s: %s ÷ %s %s = %s".formatted(id,
                    counts ? "pair %d of %d".formatted(run - warmUps() + 1, pairs()) : "warm-up",
                    Numbers.shown(one), Numbers.shown(other), unit, Numbers.ratio(one / other)));
            if (counts) {
                firsts.add(one);
                seconds.add(other);
            }
        }
        SideBySide done = new SideBySide(id, what, names[0], names[1], unit, target, firsts, seconds);
        add(done);
        return done;
    }

    /** What was compared in another way than {@link #compare} does. */
    void add(SideBySide done) {
        now().comparisons().add(done);
        progress("%s: %s (%s to %s), %s %s".formatted(done.what(), Numbers.ratio(done.median()),
                Numbers.ratio(done.least()), Numbers.ratio(done.greatest()), done.target().shown(),
                done.target().verdict(done.median())).strip());
    }

    /** A number of its own; the remark may be empty. */
    void figure(String what, double value, String unit, String remark) {
        now().figures().add(new Figure(what, value, unit, remark));
        progress("%s: %s %s %s".formatted(what, Numbers.shown(value), unit, remark).strip());
    }

    /** A plot beside those of the ratios, which are there without being asked for. */
    void plot(Plot plot) {
        now().plots().add(plot);
    }

    /** What a reader must know to understand the figures. */
    void note(String text) {
        now().notes().add(text);
        progress(text);
    }

    /** Runs a scenario; if it fails, that is told and the next can run. */
    void run(Scenario scenario) {
        Chapter chapter = new Chapter(scenario.name());
        chapters.add(chapter);
        long start = System.nanoTime();
        progress("begins");
        Posts.again();
        try {
            if (quick && scenario.onlyInFull()) {
                note("It is not measured in a quick run.");
            } else {
                scenario.run(this);
            }
            int again = Posts.again();
            if (again > 0) {
                note("%d posts were refused with 503 and sent again.".formatted(again));
            }
            chapter.ended(System.nanoTime() - start, null);
            progress(String.format(Locale.ROOT, "took %.0f s", chapter.seconds()));
        } catch (Exception | AssertionError e) {
            chapter.ended(System.nanoTime() - start, e);
            note("It failed: what is missing was not measured.");
            progress("failed: " + e);
            e.printStackTrace(System.out);
        }
    }

    /** What the scenarios found that ran. */
    List<Chapter> chapters() {
        return List.copyOf(chapters);
    }

    private Chapter now() {
        return chapters.getLast();
    }
}
