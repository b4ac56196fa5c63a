package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import io.datastorage.event.JsonReader;
import io.datastorage.event.JsonValue.JsonObject;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Single posts from 64 connections, beside as many clients that insert one such row a transaction. */
final class HttpSingles implements Scenario {
    private static final int TYPICAL_BYTES = 1_000;

    @Override
    public String name() {
        return "http-singles";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int posts = bench.quick() ? 6_400 : 32_000;
        long all = (long) (bench.warmUps() + bench.pairs()) * posts;
        RealEvents events = new RealEvents(2);
        String data = typicalData();
        try (TestDatabase log = TestDatabase.migrated();
                TestDatabase plain = TestDatabase.migrated();
                ServiceProcess service = ChartService.on(bench, log)) {
            Databases.segments(log, all);
            Databases.segments(plain, all);
            Optional<Pgbench> pgbench = Pgbench.on(plain, data);
            JdbcInserts jdbc = new JdbcInserts(plain, data);
            if (pgbench.isPresent()) {
                bench.note("The inserts are those of " + pgbench.get().version() + ".");
            } else {
                bench.note("There is no pgbench on the PATH: the inserts are those of a JDBC program.");
            }
            bench.note("Each is a transaction to its client; the service commits those that wait together.");
            bench.compare("http-singles", "single posts, 64 connections ÷ one such row a transaction, 64 clients",
                    "events/s", Target.atLeast(1.0), _ -> {
                        List<String> bodies = IntStream.range(0, posts).mapToObj(_ -> events.next()).toList();
                        Databases.checkpoint(log);
                        return Posts.closed(service.api().port(), Posts.EVENT, bodies, Pgbench.CLIENTS).rate();
                    }, _ -> {
                        Databases.checkpoint(plain);
                        return pgbench.isPresent() ? pgbench.get().insert(posts) : jdbc.insert(posts);
                    });
        }
    }

    /** The {@code event_data} of an event of about 1 KB, in ASCII, as the arguments of a program are. */
    private static String typicalData() {
        RealEvents events = new RealEvents(3);
        String event = Stream.generate(events::next).limit(10_000)
                .filter(each -> Math.abs(each.length() - TYPICAL_BYTES) < 20 && each.chars().allMatch(c -> c < 128))
                .findFirst().orElseThrow();
        JsonObject object = (JsonObject) JsonReader.read(event.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
        return Objects.requireNonNull(object.members().get("event_data")).canonical();
    }
}
