package io.datastorage.bench;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import io.datastorage.ledger.LogFiller;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Appends to a log that has many records beside appends to one that has few, on one server; once as it comes, once with
 * hardly any shared buffers, so that what is not touched is not there. {@code -Dbench.stored} is how many are many.
 */
final class Stored implements Scenario {
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 500;
    private static final int BATCHES = 120;
    private static final int MOST_MORE = 3_000_000;
    private static final int FEW = 100_000;
    private static final int DIFFERENT = 40_000;
    private static final int CHAINS = 10_000;
    private static final int REPORTED_EVERY = 500_000;

    @Override
    public String name() {
        return "stored";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        long many = Long.getLong("bench.stored", 1_000_000);
        compare(bench, many, "stored", "", Map.of());
        compare(bench, many, "stored-small-buffers", ", shared_buffers 16MB", Map.of("shared_buffers", "16MB"));
        bench.note(
                "Records are stored in segments, each with indexes of its own: those that grow are never larger than a segment. "
                        + "The operating system still caches what PostgreSQL does not.");
    }

    private static void compare(Bench bench, long many, String id, String with, Map<String, String> settings)
            throws Exception {
        RealEvents events = new RealEvents(9);
        List<String> different = IntStream.range(0, DIFFERENT).mapToObj(i -> events.next("rr-" + i % CHAINS)).toList();
        // The server goes with its first database; nothing is left of it when the JVM ends.
        try (TestDatabase server = TestDatabase.createWith(settings);
                TestDatabase large = TestDatabase.migratedOn(server.port());
                TestDatabase small = TestDatabase.migratedOn(server.port());
                ServiceProcess onLarge = ChartService.on(bench, large);
                ServiceProcess onSmall = ChartService.on(bench, small)) {
            // The services are there before the first record, so that all is signed.
            fill(bench, large, different, many);
            fill(bench, small, different, FEW);
            bench.warm(_ -> {
                post(onLarge, large, events);
                post(onSmall, small, events);
            });
            bench.compare(id, "appends at %,d stored records ÷ at %,d%s".formatted(many, FEW, with), "events/s",
                    Target.atLeast(0.90), _ -> post(onLarge, large, events), _ -> post(onSmall, small, events));
        }
    }

    private static void fill(Bench bench, TestDatabase database, List<String> events, long records) throws Exception {
        LogFiller.fill(database, events, records, done -> {
            if (done % REPORTED_EVERY == 0) {
                bench.progress("%,d of %,d records stored".formatted(done, records));
            }
        });
        Databases.segments(database, records + MOST_MORE);
        Databases.vacuum(database);
    }

    private static double post(ServiceProcess service, TestDatabase log, RealEvents events) {
        List<String> bodies = IntStream.range(0, BATCHES).mapToObj(_ -> events.batch(BATCH)).toList();
        Databases.checkpoint(log);
        return Posts.closed(service.api().port(), Posts.BATCH, bodies, CONNECTIONS).rate() * BATCH;
    }
}
