package io.datastorage.bench;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Several instances on one log, which append in turn, and two logs in two schemas of one database, which do not. */
final class Instances implements Scenario {
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 500;
    private static final int BATCHES = 80;
    private static final int MOST = 4;

    private final RealEvents events = new RealEvents(10);

    @Override
    public String name() {
        return "instances";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        List<ServiceProcess> services = new ArrayList<>();
        try (TestDatabase log = TestDatabase.migrated()) {
            try {
                for (int i = 0; i < MOST; i++) {
                    services.add(ChartService.on(bench, log));
                }
                Databases.segments(log, 4_000_000);
                post(services, log, CONNECTIONS);
                bench.compare("instances-2", "2 instances on one log ÷ 1 instance", "events/s", Target.reported(),
                        _ -> post(services.subList(0, 2), log, CONNECTIONS),
                        _ -> post(services.subList(0, 1), log, CONNECTIONS));
                bench.compare("instances-4", "4 instances on one log ÷ 1 instance", "events/s", Target.reported(),
                        _ -> post(services, log, CONNECTIONS),
                        _ -> post(services.subList(0, 1), log, CONNECTIONS));
            } finally {
                services.forEach(ServiceProcess::close);
            }
        }
        schemas(bench);
        bench.note(
                "All share the cores. Instances on one log append in turn: they make it available, not faster. Instances "
                        + "that are not posted to run, too.");
    }

    private void schemas(Bench bench) throws Exception {
        try (TestDatabase one = TestDatabase.migrated();
                TestDatabase other = one.inSchema("other");
                ServiceProcess onOne = ChartService.on(bench, one);
                ServiceProcess onOther = ChartService.on(bench, other)) {
            Databases.segments(one, 4_000_000);
            Databases.segments(other, 4_000_000);
            post(List.of(onOne, onOther), one, 2 * CONNECTIONS);
            bench.compare("schemas", "2 logs in 2 schemas of one database ÷ 1 log", "events/s", Target.reported(),
                    _ -> post(List.of(onOne, onOther), one, 2 * CONNECTIONS),
                    _ -> post(List.of(onOne), one, CONNECTIONS));
        }
    }

    private double post(List<ServiceProcess> services, TestDatabase log, int connections) {
        List<String> bodies = IntStream.range(0, BATCHES).mapToObj(_ -> events.batch(BATCH)).toList();
        Databases.checkpoint(log);
        return Posts.closed(services.stream().map(service -> service.api().port()).toList(), Posts.BATCH, bodies,
                connections).rate() * BATCH;
    }
}
