package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Appends to a log while somebody keeps a snapshot and locks every table as {@code pg_dump} does, beside appends to a log
 * that nobody looks at: two services on two databases of one server, posted to in turn, some seconds each. A snapshot
 * keeps dead rows of its own database only. {@code -Dbench.snapshot.minutes} is how long each is posted to.
 */
final class HeldSnapshot implements Scenario {
    private static final double MINUTES = Double.parseDouble(System.getProperty("bench.snapshot.minutes", "10"));
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 100;
    private static final double TURN_SECONDS = 5;
    private static final int WARM_UP_TURNS = 6;

    private static final String HELD = "snapshot held, events/s";
    private static final String FREE = "no snapshot, events/s";
    private static final String RATIO = "held ÷ free";

    private final RealEvents events = new RealEvents(11);
    private int batches = 800;

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        try (TestDatabase held = TestDatabase.migrated();
                TestDatabase free = TestDatabase.migrated();
                ServiceProcess onHeld = ChartService.on(bench, held);
                ServiceProcess onFree = ChartService.on(bench, free)) {
            for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
                post(onHeld);
                double rate = post(onFree);
                // So many that a turn takes its time.
                batches = Math.max(1, (int) (rate * TURN_SECONDS / BATCH / CONNECTIONS)) * CONNECTIONS;
            }
            bench.note(
                    "A REPEATABLE READ transaction that locked every table as pg_dump does stays open for as long as the load "
                            + "lasts; the other log, on the same server, is posted to in turn with it.");
            Samples samples = new Samples("minutes of load");
            try (Connection snapshot = held.superuser().getConnection()) {
                hold(snapshot);
                turns(bench, onHeld, onFree, held, free, samples);
            }
            assertThat(Databases.size(held)).isEqualTo(Databases.size(free));
            plot(bench, samples);
        }
    }

    private void turns(Bench bench, ServiceProcess onHeld, ServiceProcess onFree, TestDatabase held, TestDatabase free,
            Samples samples) throws Exception {
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        int turns = Math.max(4, (int) (MINUTES * 60 / TURN_SECONDS));
        for (int turn = 0; turn < turns; turn++) {
            // Who is first changes, so that neither always finds what the other left to the disk.
            if (turn % 2 == 0) {
                with.add(post(onHeld));
                without.add(post(onFree));
            } else {
                without.add(post(onFree));
                with.add(post(onHeld));
            }
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(HELD, with.getLast());
            figures.put(FREE, without.getLast());
            figures.put(RATIO, with.getLast() / without.getLast());
            new DatabaseFigures(held).now().forEach((name, value) -> figures.put("held: " + name, value));
            new DatabaseFigures(free).now().forEach((name, value) -> figures.put("free: " + name, value));
            samples.add((turn + 1) * TURN_SECONDS / 60, figures);
            bench.progress("turn %d of %d: %s ÷ %s events/s = %s".formatted(turn + 1, turns,
                    Numbers.shown(with.getLast()), Numbers.shown(without.getLast()),
                    Numbers.ratio(with.getLast() / without.getLast())));
        }
        int last = turns * 3 / 4;
        bench.add(new SideBySide("snapshot",
                "appends while a snapshot is held ÷ without, the last quarter of %s minutes"
                        .formatted(Numbers.shown(MINUTES)),
                "a snapshot held", "none", "events/s", Target.atLeast(0.90),
                with.subList(last, turns), without.subList(last, turns)));
    }

    /** What pg_dump does first (it then copies each table). */
    private static void hold(Connection snapshot) throws SQLException {
        snapshot.setAutoCommit(false);
        try (Statement sql = snapshot.createStatement()) {
            sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            List<String> tables = new ArrayList<>();
            try (var row = sql.executeQuery("""
                    SELECT oid::regclass FROM pg_class
                     WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace""")) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            sql.execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS SHARE MODE");
        }
    }

    private double post(ServiceProcess service) {
        List<String> bodies = IntStream.range(0, batches).mapToObj(_ -> events.batch(BATCH)).toList();
        return Posts.closed(service.api().port(), Posts.BATCH, bodies, CONNECTIONS).rate() * BATCH;
    }

    private static void plot(Bench bench, Samples samples) {
        plot(bench, samples, "Events a second", HELD, FREE);
        plot(bench, samples, "With the snapshot ÷ without", RATIO);
        for (String figure : List.of("chain_heads dead rows", "log_states dead rows", "chain_heads table MiB",
                "log_states table MiB")) {
            plot(bench, samples, figure, "held: " + figure, "free: " + figure);
        }
    }

    private static void plot(Bench bench, Samples samples, String title, String... names) {
        bench.plot(new Plot(title, "minutes of load", "", false, Stream.of(names).map(samples::series).toList()));
    }
}
