package io.datastorage.bench;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a soak has measured, for people: a page with plots, a table of beginnings and ends, one line at a time. */
final class SoakReport {
    static final String EVENTS = "events/s";
    static final String REQUESTS = "requests/s";
    static final String REFUSED = "answers of 503";
    static final String GIVEN_UP = "given up after 503";
    static final String FAILED = "failed";

    private static final String MINUTES = "minutes";
    private static final List<String> HEADER = List.of("", "first quarter", "last quarter", "last ÷ first");

    private final Samples samples;

    SoakReport(Samples samples) {
        this.samples = samples;
    }

    /** The newest values in one line. */
    String progress(double minutes, double of) {
        return "%3.0f of %.0f min: %s events/s, %s requests/s, 503s %s, given up %s, failed %s; p99 ms: %s; CPU %s %% (service %s %%); heap %s, %s after GC; resident %s MiB; threads %s; connections %s"
                .formatted(minutes, of, last(EVENTS), last(REQUESTS), last(REFUSED), last(GIVEN_UP), last(FAILED),
                        Stream.of(Traffic.SINGLE, Traffic.BATCH, Traffic.GATEWAY, Traffic.PAGE)
                                .map(kind -> kind + " " + last(kind + " p99 ms")).collect(joining(", ")),
                        last(ServiceFigures.MACHINE), last(ServiceFigures.CPU), last(ServiceFigures.USED),
                        last(ServiceFigures.AFTER), last(ServiceFigures.RESIDENT), last(ServiceFigures.THREADS),
                        last(DatabaseFigures.CONNECTIONS));
    }

    private String last(String name) {
        return Numbers.shown(samples.series(name).lastQuarter().reduce(Double.NaN, (_, newer) -> newer));
    }

    /** Means of the first and the last quarter of everything. */
    List<List<String>> quarters() {
        List<List<String>> rows = new ArrayList<>();
        for (String name : samples.names()) {
            Series series = samples.series(name);
            double first = series.firstQuarter().average().orElse(Double.NaN);
            double last = series.lastQuarter().average().orElse(Double.NaN);
            rows.add(List.of(name, Numbers.shown(first), Numbers.shown(last),
                    first == 0 && last == 0 ? "–" : Numbers.shown(last / first)));
        }
        return rows;
    }

    /** The same for a terminal. */
    String quartersAsText() {
        return Stream.concat(Stream.of(HEADER), quarters().stream())
                .map(row -> "%-36s %14s %14s %12s".formatted(row.toArray())).collect(joining("\n"));
    }

    /** Writes {@code report.html} and {@code samples.csv}. */
    void write(Path directory, String about, List<String> findings) throws IOException {
        Report report = new Report("Soak").text(about).heading("Findings");
        report.table(List.of("What did not hold"), (findings.isEmpty() ? List.of("nothing") : findings).stream()
                .map(List::of).toList());
        report.heading("The service").plots(List.of(
                plot("Load", "a second", EVENTS, REQUESTS),
                plot("Requests that were refused or failed so far", "requests", REFUSED, GIVEN_UP, FAILED),
                plot("Heap of the service", "MiB", ServiceFigures.USED, ServiceFigures.AFTER, ServiceFigures.LIVE),
                plot("Resident memory of the service", "MiB", ServiceFigures.RESIDENT),
                plot("Threads of the service", "", ServiceFigures.THREADS),
                plot("Connections", "", DatabaseFigures.CONNECTIONS, ServiceFigures.POOLED),
                plot("CPU", "% of all cores", ServiceFigures.MACHINE, ServiceFigures.CPU),
                plot("Longest GC pause", "ms", ServiceFigures.PAUSE),
                plot("Log of the service", "KiB", ServiceFigures.LOG)));
        report.heading("How long requests took").plots(kinds().stream().map(kind -> new Plot(kind, MINUTES, "ms", true,
                Stream.of("p50", "p95", "p99", "max").map(rank -> samples.series(kind + " " + rank + " ms").named(rank))
                        .toList()))
                .toList());
        report.heading("The database").plots(Stream.concat(
                Stream.of(plot("Whole database", "MiB", DatabaseFigures.DATABASE)),
                Map.of("Tables", DatabaseFigures.TABLE, "Indexes", DatabaseFigures.INDEXES, "Dead rows",
                        DatabaseFigures.DEAD, "Bytes a live row, with indexes", DatabaseFigures.PER_ROW).entrySet()
                        .stream().sorted(Map.Entry.comparingByKey())
                        .map(each -> tables(each.getKey(), each.getValue())))
                .toList());
        report.heading("From the first quarter to the last").table(HEADER, quarters());
        report.write(directory.resolve("report.html"));
        samples.writeCsv(directory.resolve("samples.csv"));
    }

    private List<String> kinds() {
        return Stream.concat(Traffic.PER_SECOND.keySet().stream(), Stream.of(Traffic.RETRY)).toList();
    }

    private Plot plot(String title, String unit, String... names) {
        return new Plot(title, MINUTES, unit, false, Stream.of(names).map(samples::series).toList());
    }

    private Plot tables(String title, String suffix) {
        return new Plot(title, MINUTES, suffix.strip(), false,
                samples.names().stream().filter(name -> name.endsWith(suffix))
                        .map(name -> samples.series(name).named(name.substring(0, name.length() - suffix.length())))
                        .toList());
    }
}
