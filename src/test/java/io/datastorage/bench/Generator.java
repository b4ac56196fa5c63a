package io.datastorage.bench;

import com.sun.management.OperatingSystemMXBean;
import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the load generator itself takes of the cores that it shares: the same load by Gatling and by the JDK's client. */
final class Generator implements Scenario {
    private static final int BATCH = 500;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final RealEvents events = new RealEvents(12);
    private long cpu;
    private long requests;

    @Override
    public String name() {
        return "generator";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        try (TestDatabase log = TestDatabase.migrated(); ServiceProcess service = ChartService.on(bench, log)) {
            Databases.segments(log, 4_000_000);
            bench.note(
                    "Above 1, the service took more from Gatling than from the JDK's client with as many connections.");
            int port = service.api().port();
            compare(bench, log, port, "generator-batches", "batches of 500, 8 connections", Posts.BATCH, 80, 8, BATCH);
            compare(bench, log, port, "generator-singles", "single posts, 64 connections", Posts.EVENT, 12_800, 64, 1);
        }
    }

    private void compare(Bench bench, TestDatabase log, int port, String id, String what, String path, int count,
            int connections, int size) throws Exception {
        cpu = 0;
        requests = 0;
        bench.compare(id, what + " by Gatling ÷ by the JDK's HTTP client", "events/s", Target.reported(), _ -> {
            List<String> bodies = bodies(log, count, size);
            long before = system.getProcessCpuTime();
            double rate = Posts.closed(port, path, bodies, connections).rate() * size;
            cpu += system.getProcessCpuTime() - before;
            requests += count;
            return rate;
        }, _ -> plain(port, path, bodies(log, count, size), connections) * size);
        bench.figure("CPU of Gatling's JVM for " + what, cpu / 1e3 / requests, "µs a request",
                "start and end included");
    }

    private List<String> bodies(TestDatabase log, int count, int size) {
        List<String> bodies = Stream.generate(() -> size == 1 ? events.next() : events.batch(size)).limit(count)
                .toList();
        Databases.checkpoint(log);
        return bodies;
    }

    private static double plain(int port, String path, List<String> bodies, int connections) throws Exception {
        URI uri = URI.create("http://localhost:" + port + path);
        List<Callable<Void>> posting = IntStream.range(0, connections).<Callable<Void>>mapToObj(connection -> () -> {
            try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                for (int i = connection; i < bodies.size(); i += connections) {
                    HttpRequest request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(bodies.get(i))).build();
                    var answer = client.send(request, BodyHandlers.ofString());
                    if (answer.statusCode() != 201) {
                        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
                    }
                }
            }
            return null;
        }).toList();
        try (var threads = Executors.newFixedThreadPool(connections)) {
            long began = System.nanoTime();
            for (Future<Void> done : threads.invokeAll(posting)) {
                done.get();
            }
            return bodies.size() * 1e9 / (System.nanoTime() - began);
        }
    }
}
