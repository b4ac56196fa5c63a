package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.ledger.TestLedger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What the appender's thread does while the service takes batches over HTTP, by looking at its stack again and again. All
 * appends go through that thread, so the share of its time that chain and tree take is what they cost an append at the
 * most: how much more throughput there would be without them if nothing else were in the way.
 *
 * <p>It asserts no figure and is no part of the tests: {@code mvn test -Dtest=AppendShare} runs it; the system property
 * {@code share.batch} is the number of events in a batch.
 */
class AppendShare {
    private static final int BATCH = Integer.getInteger("share.batch", 500);
    private static final int CONNECTIONS = 8;
    private static final int WARM_UP = 60_000;
    private static final int EVENTS = 150_000;

    /** Methods of the append path, the innermost of which names what is being done. */
    private static final Map<String, String> DOING = Map.ofEntries(
            Map.entry("Placer.place", "chain and tree: entries, hashes, links"),
            Map.entry("Placer.plan", "chain and tree: frontier"),
            Map.entry("Known.heads", "chain and tree: heads read"),
            Map.entry("Known.fill", "chain and tree: tiles made"),
            Map.entry("Companions.commit", "heads, tiles, state and digests written; commit"),
            Map.entry("AppendQueue.take", "waiting for requests"),
            Map.entry("AppendLock.take", "lock, state and clock read"),
            Map.entry("CopyRows.row", "COPY encoded"),
            Map.entry("CopyRows.end", "COPY"),
            Map.entry("Known.cover", "segments"),
            Map.entry("Replays.find", "replay protection"));

    @Test
    void shares_of_the_appenders_time() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                TestService service = TestService.on(database, "datastorage.signing.interval=1s")) {
            JdbcClient.create(database.owner()).sql("SELECT ensure_segments(?)").param(WARM_UP + EVENTS).query()
                    .singleRow();
            AtomicLong serial = new AtomicLong();
            post(service, serial, WARM_UP);
            Map<String, Integer> seen = new TreeMap<>();
            Thread appender = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("appender")).findFirst().orElseThrow();
            Thread sampler = Thread.ofPlatform().start(() -> {
                while (!Thread.interrupted()) {
                    seen.merge(doing(appender.getStackTrace()), 1, Integer::sum);
                    try {
                        Thread.sleep(1);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            long began = System.nanoTime();
            post(service, serial, WARM_UP + EVENTS);
            double seconds = (System.nanoTime() - began) / 1e9;
            sampler.interrupt();
            sampler.join();
            assertThat(TestLedger.check(database)).isEqualTo(WARM_UP + EVENTS);
            print(seen, seconds);
        }
    }

    private static void print(Map<String, Integer> seen, double seconds) {
        int all = seen.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf("%,.0f events/s in batches of %d; %d looks at the appender's thread%n", EVENTS / seconds,
                BATCH,
                all);
        seen.forEach((what, looks) -> System.out.printf("  %5.1f %%  %s%n", 100.0 * looks / all, what));
        int share = seen.entrySet().stream().filter(entry -> entry.getKey().startsWith("chain and tree"))
                .mapToInt(Map.Entry::getValue).sum();
        System.out.printf("chain and tree: %.1f %% of its time%n", 100.0 * share / all);
    }

    private static String doing(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .map(frame -> DOING.get(frame.getClassName().replaceFirst(".*\\.", "") + "." + frame.getMethodName()))
                .filter(what -> what != null).findFirst().orElse("anything else");
    }

    private static void post(TestService service, AtomicLong serial, long until) throws Exception {
        URI batch = URI.create("http://localhost:" + service.api().port() + "/api/v1/audit/events/batch");
        Callable<Void> connection = () -> {
            try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                for (long first = serial.getAndAdd(BATCH); first < until; first = serial.getAndAdd(BATCH)) {
                    var request = HttpRequest.newBuilder(batch).header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(GatewayEvents.batch(first, BATCH))).build();
                    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
                }
            }
            return null;
        };
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Callable<Void>> connections = IntStream.range(0, CONNECTIONS).mapToObj(_ -> connection).toList();
            for (var done : threads.invokeAll(connections)) {
                done.get();
            }
        }
        serial.set(until);
    }
}
