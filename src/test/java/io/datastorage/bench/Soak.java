package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.verify.Main;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The packaged service, as the chart starts it, under a steady mixed load for as long as {@code soak.minutes} says, beside
 * a durable PostgreSQL. Figures and plots are in {@code target/soak}; {@code mvn -Psoak verify} runs it.
 *
 * <p>It fails on what no noise can explain: a wrong answer, an event that was lost, a log that does not verify,
 * what only grew, and a service that refuses more than one request in a hundred for good.
 */
class Soak {
    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "60"));
    private static final Path DIRECTORY = Path.of("target/soak").toAbsolutePath();
    private static final Duration SAMPLED_EVERY = Duration.ofSeconds(5);
    private static final double WARM_UP_MINUTES = Math.min(2, MINUTES / 6);
    /** Full collections at the beginning, at the end, and between them. */
    private static final int COLLECTIONS = 8;

    /** The greatest live heap of the end ÷ that of the beginning, which has seen every kind of request, and MiB more. */
    private static final double LIVE_GROWTH = 1.25;
    private static final double LIVE_MORE = 16;
    private static final double THREADS_GROWTH = 1.25;
    private static final double CONNECTIONS_GROWTH = 1;
    /** Of medians. The machine itself may be somewhat slower in the end. */
    private static final double LATENCY_GROWTH = 1.25;
    /** A machine that stands still for seconds makes a service shed load; one that always does is too slow. */
    private static final double GIVEN_UP = 0.01;

    private final Samples samples = new Samples("minutes");
    private final SoakReport report = new SoakReport(samples);
    private final List<String> findings = new ArrayList<>();

    @Test
    void a_service_under_steady_load_neither_fails_nor_grows() throws Exception {
        Files.createDirectories(DIRECTORY);
        Path gcLog = DIRECTORY.resolve("gc.log");
        Path jar = Path.of(Objects.requireNonNull(System.getProperty("service.jar"), "service.jar"));
        List<String> options = ServiceFigures.chartsJavaOptions(gcLog);
        Acknowledged acknowledged = new Acknowledged((int) (Traffic.eventsPerSecond() * 60 * (MINUTES + 1) * 1.1));
        try (TestDatabase database = TestDatabase.createWith(Map.of());
                ServiceProcess service = ServiceProcess.ofJar(jar, options, database)) {
            String about = String.format(Locale.ROOT, "%.0f minutes of %.0f events/s; java %s; %s; "
                    + "memory limit of the chart %d MiB. %d full collections are asked for on the way, to see what is "
                    + "live: the longest pauses", MINUTES, Traffic.eventsPerSecond(), String.join(" ", options),
                    server(database), ServiceFigures.memoryLimit(), COLLECTIONS);
            System.out.println(about);
            Path early = Files.writeString(DIRECTORY.resolve("early-checkpoint"),
                    service.api().get("/api/v1/log/checkpoint").body());
            try {
                load(service, new ServiceFigures(service, gcLog), database, acknowledged, early);
                judge();
                long size = acknowledged.check(database);
                System.out.printf("%,d events are in the log, all that were acknowledged among them, each once%n",
                        size);
                audit(service, size, early);
            } finally {
                System.out.println(report.quartersAsText());
                report.write(DIRECTORY, about, findings);
                Files.copy(service.output(), DIRECTORY.resolve("service.log"),
                        StandardCopyOption.REPLACE_EXISTING);
                System.out.println("written: " + DIRECTORY.resolve("report.html"));
            }
        }
        assertThat(findings).isEmpty();
    }

    private void load(ServiceProcess service, ServiceFigures process, TestDatabase database, Acknowledged acknowledged,
            Path early) throws Exception {
        Latencies latencies = new Latencies(
                Stream.concat(Traffic.PER_SECOND.keySet().stream(), Stream.of(Traffic.RETRY)).toList());
        DatabaseFigures tables = new DatabaseFigures(database);
        Arrivals arrivals = new Arrivals(latencies);
        try (arrivals) {
            Traffic traffic = new Traffic(service.api().port(), arrivals, acknowledged);
            arrivals.start(Traffic.PER_SECOND, traffic.kinds());
            Thread.sleep(Math.round(WARM_UP_MINUTES * 60_000));
            Files.writeString(early, traffic.get("/api/v1/log/checkpoint"));
            latencies.drain();
            process.now();
            long began = System.nanoTime();
            long taken = acknowledged.taken();
            int collections = 0;
            double minutes = 0;
            for (int sample = 1; minutes < MINUTES; sample++) {
                if (minutes >= MINUTES * collections / COLLECTIONS) {
                    process.collectGarbage();
                    collections++;
                }
                Thread.sleep(Math.max(0, SAMPLED_EVERY.toMillis() * sample - (System.nanoTime() - began) / 1_000_000));
                double before = minutes;
                minutes = (System.nanoTime() - began) / 60e9;
                Map<String, Double> figures = new LinkedHashMap<>();
                Map<String, Double> took = latencies.drain();
                double seconds = (minutes - before) * 60;
                figures.put(SoakReport.EVENTS, (acknowledged.taken() - taken) / seconds);
                figures.put(SoakReport.REQUESTS, took.entrySet().stream()
                        .filter(each -> each.getKey().endsWith(" requests")).mapToDouble(Map.Entry::getValue).sum()
                        / seconds);
                figures.put(SoakReport.REFUSED, (double) traffic.refusals());
                figures.put(SoakReport.GIVEN_UP, (double) arrivals.givenUp());
                figures.put(SoakReport.FAILED, (double) arrivals.failed());
                taken = acknowledged.taken();
                figures.putAll(process.now());
                figures.putAll(tables.now());
                figures.putAll(took);
                samples.add(minutes, figures);
                if ((int) before != (int) minutes) {
                    System.out.println(report.progress(minutes, MINUTES));
                    // Somebody who ends it early still has the figures.
                    samples.writeCsv(DIRECTORY.resolve("samples.csv"));
                }
            }
        }
        if (arrivals.givenUp() > arrivals.sent() * GIVEN_UP) {
            findings.add("%,d of %,d requests were given up after 503".formatted(arrivals.givenUp(), arrivals.sent()));
        }
        if (arrivals.failed() > 0) {
            findings.add("%,d requests failed".formatted(arrivals.failed()));
            findings.addAll(arrivals.failures());
        }
    }

    private void judge() {
        grewBeyond(ServiceFigures.LIVE, LIVE_GROWTH, LIVE_MORE);
        grewBeyond(ServiceFigures.THREADS, THREADS_GROWTH, 0);
        grewBeyond(DatabaseFigures.CONNECTIONS, CONNECTIONS_GROWTH, 0);
        // A chain is verified against the whole log: that takes the longer, the longer the log is.
        Traffic.PER_SECOND.keySet().stream().filter(kind -> !kind.equals(Traffic.CHAIN))
                .forEach(kind -> grewBeyond(kind + " p50 ms", LATENCY_GROWTH, 0));
    }

    private void grewBeyond(String name, double factor, double more) {
        if (samples.series(name).grewBeyond(factor, more)) {
            findings.add("%s: its least value in the last quarter is more than %s times its greatest in the first%s"
                    .formatted(name, Numbers.shown(factor), more == 0 ? "" : " and " + Numbers.shown(more) + " more"));
        }
    }

    /** Every entry, through its tiles, as an auditor reads them who kept a checkpoint from the beginning. */
    private void audit(ServiceProcess service, long size, Path early) throws Exception {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(Checkpoint.parse(
                SignedNote.parse(service.api().get("/api/v1/log/checkpoint").body()).text()).size()).isEqualTo(size));
        Path key = Files.writeString(DIRECTORY.resolve("log.key"), service.api().get("/api/v1/log/key").body());
        var said = new ByteArrayOutputStream();
        int code = Main.run(List.of("audit", "--key", key.toString(), "--checkpoint", early.toString(),
                "http://localhost:" + service.api().port() + "/api/v1/log"), new PrintStream(said, true, UTF_8));
        System.out.println(said.toString(UTF_8).strip());
        if (code != 0) {
            findings.add(said.toString(UTF_8).strip());
        }
    }

    private static String server(TestDatabase database) {
        return JdbcClient.create(database.application()).sql("""
                SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')
                       || ', synchronous_commit ' || current_setting('synchronous_commit')
                """).query(String.class).single();
    }
}
