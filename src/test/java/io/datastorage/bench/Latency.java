package io.datastorage.bench;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How long a single post takes while as many arrive as are half of what the service can take. */
final class Latency implements Scenario {
    private static final double SECOND = 1_000;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        int closed = 32_000;
        int seconds = 60;
        RealEvents events = new RealEvents(4);
        try (TestDatabase log = TestDatabase.migrated(); ServiceProcess service = ChartService.on(bench, log)) {
            Databases.segments(log, 4_000_000);
            bench.warm(_ -> peak(bench, service, events, closed));
            double peak = peak(bench, service, events, closed);
            int half = (int) (peak / 2);
            // The same load for a while first, so that no connection is new.
            Posts.open(service.api().port(), Posts.EVENT, events.singles(half * 2), half);
            Databases.checkpoint(log);
            List<String> posts = events.singles(half * seconds);
            Posts.Done done;
            double overslept;
            try (var machine = Oversleep.watch()) {
                done = Posts.open(service.api().port(), Posts.EVENT, posts, half);
                overslept = machine.longestMillis();
            }
            String remark = "at %s posts/s for %d s".formatted(Numbers.shown(half), seconds);
            bench.figure("single post at half the peak rate, p50", done.percentile(0.5), "ms", remark);
            bench.figure("single post at half the peak rate, p99", done.percentile(0.99), "ms", remark);
            bench.figure("single post at half the peak rate, longest", done.percentile(1), "ms", remark);
            bench.figure("a thread that only sleeps, woken at most so late", overslept, "ms",
                    "beside the load generator: how long the machine can have stood still");
            bench.note(
                    "Posts arrive at that rate whatever became of those before. The peak is the rate of 64 connections "
                            + "that post one after the other, once the service is warm.");
            long outliers = Arrays.stream(done.nanos()).filter(nanos -> nanos > SECOND * 1e6).count();
            bench.note(outliers == 0
                    ? "No post took longer than a second."
                    : "%d of %,d posts took longer than a second.".formatted(outliers, done.nanos().length));
            double[] percentiles = IntStream.rangeClosed(0, 200).mapToDouble(i -> i / 2.0).toArray();
            bench.plot(new Plot("Single posts at half the peak rate", "percentile", "ms", true,
                    List.of(new Series("single post", percentiles,
                            Arrays.stream(percentiles).map(each -> done.percentile(each / 100)).toArray()))));
        }
    }

    private static double peak(Bench bench, ServiceProcess service, RealEvents events, int posts) throws Exception {
        double rate = Posts.closed(service.api().port(), Posts.EVENT, events.singles(posts), Pgbench.CLIENTS).rate();
        bench.progress("at most %s posts/s".formatted(Numbers.shown(rate)));
        return rate;
    }
}
