package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;

import java.util.List;
import java.util.stream.IntStream;

/** Batches of 500 over HTTP from 8 connections, beside COPY of such rows by one connection into the same table. */
final class HttpBatches implements Scenario {
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 500;
    private static final int MOST_RECORDS = 4_000_000;

    @Override
    public String name() {
        return "http-batches";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int batches = bench.quick() ? 32 : 120;
        int runs = bench.warmUps() + bench.pairs();
        RealEvents events = new RealEvents(1);
        try (TestDatabase log = TestDatabase.migrated();
                TestDatabase twin = TestDatabase.migrated();
                ServiceProcess service = ChartService.on(bench, log)) {
            Databases.segments(log, MOST_RECORDS);
            Databases.segments(twin, MOST_RECORDS);
            bench.note(
                    "COPY sends rows that are ready, from one connection, into a table with as many records: what PostgreSQL "
                            + "itself takes at most. The service reads, checks, hashes and links the events, and "
                            + "remembers the requests.");
            CopyTwin copy = new CopyTwin(log, twin);
            // By some 30 batches a second, what runs once a request is not compiled within minutes.
            int singles = bench.quick() ? 640 : 64_000;
            Posts.closed(service.api().port(), Posts.EVENT, events.singles(singles), 64);
            bench.progress("%,d single posts are in".formatted(singles));
            int warm = bench.warm(_ -> post(service, log, events, batches));
            copy.catchUp(bench, batches * BATCH);
            bench.compare("http-batches", "batches of 500 over HTTP ÷ COPY BINARY of the same rows, 500 a transaction",
                    "events/s", Target.atLeast(0.60), _ -> post(service, log, events, batches), _ -> {
                        Databases.checkpoint(twin);
                        return copy.copy(batches * BATCH, BATCH);
                    });
            assertThat(Databases.size(log)).isEqualTo(singles + (long) (warm + runs) * batches * BATCH);
        }
    }

    private static double post(ServiceProcess service, TestDatabase log, RealEvents events, int batches) {
        List<String> bodies = IntStream.range(0, batches).mapToObj(_ -> events.batch(BATCH)).toList();
        Databases.checkpoint(log);
        return Posts.closed(service.api().port(), Posts.BATCH, bodies, CONNECTIONS).rate() * BATCH;
    }
}
