package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import io.datastorage.event.JsonReader;
import io.datastorage.event.JsonValue.JsonObject;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Single posts from 64 connections, beside as many clients that insert one such row a transaction. */
final class HttpSingles implements Scenario {
    private static final int TYPICAL_BYTES = 1_000;
    private static final int MOST_RECORDS = 2_000_000;

    @Override
    public String name() {
        return "http-singles";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int posts = bench.quick() ? 6_400 : 32_000;
        RealEvents events = new RealEvents(2);
        String data = typicalData();
        try (TestDatabase log = TestDatabase.migrated();
                TestDatabase plain = TestDatabase.migrated();
                ServiceProcess service = ChartService.on(bench, log)) {
            // As many as there can be, in both.
            Databases.segments(log, MOST_RECORDS);
            Databases.segments(plain, MOST_RECORDS);
            Optional<Wrk> wrk = Wrk.find();
            bench.warm(_ -> post(bench, service, log, events, posts, wrk));
            CopyTwin twin = new CopyTwin(log, plain);
            twin.catchUp(bench, 0);
            Optional<Pgbench> pgbench = Pgbench.on(plain, data, twin.copied());
            JdbcInserts jdbc = new JdbcInserts(plain, data, twin.copied());
            if (pgbench.isPresent()) {
                bench.note("The inserts are those of " + pgbench.get().version() + ".");
            } else {
                bench.note("There is no pgbench on the PATH: the inserts are those of a JDBC program.");
            }
            bench.note(wrk.isPresent()
                    ? "The posts are those of wrk."
                    : "There is no wrk on the PATH: the posts are those of Gatling.");
            bench.note(
                    "Each is a transaction to its client; the service commits those that wait together. Both tables begin "
                            + "with as many records.");
            bench.compare("http-singles", "single posts, 64 connections ÷ one such row a transaction, 64 clients",
                    "events/s", Target.atLeast(1.0), _ -> post(bench, service, log, events, posts, wrk), _ -> {
                        Databases.checkpoint(plain);
                        return pgbench.isPresent() ? pgbench.get().insert(posts) : jdbc.insert(posts);
                    });
        }
    }

    private static double post(Bench bench, ServiceProcess service, TestDatabase log, RealEvents events, int posts,
            Optional<Wrk> wrk) throws Exception {
        List<String> bodies = events.singles(posts);
        Databases.checkpoint(log);
        return wrk.isPresent()
                ? wrk.get().post(service.api().port(), bodies, Pgbench.CLIENTS,
                        Duration.ofSeconds(bench.quick() ? 2 : 5))
                : Posts.closed(service.api().port(), Posts.EVENT, bodies, Pgbench.CLIENTS).rate();
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
