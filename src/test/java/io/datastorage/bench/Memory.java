package io.datastorage.bench;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the service's process takes of the machine's memory: when nobody asks for anything, and under batches. */
final class Memory implements Scenario {
    private static final double LIMIT_MEBI = 512;
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 500;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int rounds = bench.quick() ? 1 : 20;
        int batches = bench.quick() ? 40 : 80;
        RealEvents events = new RealEvents(5);
        try (TestDatabase log = TestDatabase.migrated(); ServiceProcess service = ChartService.on(bench, log)) {
            Databases.segments(log, (long) rounds * batches * BATCH);
            bench.note(
                    "All of the process, as the kernel counts it, under 8 connections that post batches of 500. How far the heap "
                            + "grows is up to the chart's options.");
            // What starting left behind is given back, or not, by then.
            Thread.sleep(bench.quick() ? 500 : 15_000);
            bench.figure("resident at rest", mebibytes(service, "VmRSS"), "MiB",
                    "%s MiB of it the process's own".formatted(Numbers.shown(mebibytes(service, "RssAnon"))));
            List<Double> times = new ArrayList<>();
            List<Double> resident = new ArrayList<>();
            long began = System.nanoTime();
            for (int round = 0; round < rounds; round++) {
                List<String> bodies = IntStream.range(0, batches).mapToObj(_ -> events.batch(BATCH)).toList();
                Posts.closed(service.api().port(), Posts.BATCH, bodies, CONNECTIONS);
                times.add((System.nanoTime() - began) / 1e9);
                resident.add(mebibytes(service, "VmRSS"));
                bench.progress("round %d of %d: %s MiB".formatted(round + 1, rounds,
                        Numbers.shown(resident.getLast())));
            }
            bench.figure("resident under batches, in the end", resident.getLast(), "MiB",
                    "%s MiB of it the process's own".formatted(Numbers.shown(mebibytes(service, "RssAnon"))));
            bench.add(new SideBySide("memory", "most memory resident under batches ÷ 512 MiB", "most memory resident",
                    "512 MiB", "MiB", Target.atMost(1), List.of(mebibytes(service, "VmHWM")), List.of(LIMIT_MEBI)));
            bench.plot(new Plot("Resident memory under batches", "seconds", "MiB", false,
                    List.of(new Series("resident", array(times), array(resident)))));
        }
    }

    /** See proc_pid_status(5). */
    private static double mebibytes(ServiceProcess service, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(service.pid()), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst().orElseThrow(() -> new IOException("the kernel does not tell " + field));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
