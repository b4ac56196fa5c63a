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
            Databases.segments(log, (long) runs * batches * BATCH);
            Databases.segments(twin, (long) runs * batches * BATCH);
            bench.note(
                    "COPY sends rows that are ready, from one connection: what PostgreSQL itself takes at most. The service "
                            + "reads, checks, hashes and links the events, and remembers the requests.");
            CopyTwin copy = new CopyTwin(log, twin);
            int warm = bench.warm(_ -> post(service, log, events, batches));
            bench.compare("http-batches", "batches of 500 over HTTP ÷ COPY BINARY of the same rows, 500 a transaction",
                    "events/s", Target.atLeast(0.60), _ -> post(service, log, events, batches), _ -> {
                        Databases.checkpoint(twin);
                        return copy.copy(batches * BATCH, BATCH);
                    });
            assertThat(Databases.size(log)).isEqualTo((long) (warm + runs) * batches * BATCH);
        }
    }

    private static double post(ServiceProcess service, TestDatabase log, RealEvents events, int batches) {
        List<String> bodies = IntStream.range(0, batches).mapToObj(_ -> events.batch(BATCH)).toList();
        Databases.checkpoint(log);
        return Posts.closed(service.api().port(), Posts.BATCH, bodies, CONNECTIONS).rate() * BATCH;
    }
}
