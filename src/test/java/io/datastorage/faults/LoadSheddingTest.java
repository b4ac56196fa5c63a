package io.datastorage.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Clients;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.Rounds;
import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@Tag("faults")
class LoadSheddingTest {
    private static final int QUEUE = 1_000;
    private static final int REFUSALS = 3_000;
    /** More than may wait at once, in the queue, in a group and on connections; all refused requests, kept, were 180 MB. */
    private static final long MOST_MORE = 32 << 20;
    private static final Pattern CLASS = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(?<bytes>\\d+)\\s+(?<name>.+)");

    @Test
    void a_database_that_takes_nothing_makes_the_queue_refuse_and_not_grow() throws Exception {
        try (var database = TestDatabase.migrated();
                var service = ServiceProcess.on(database, "datastorage.append.queue-events=" + QUEUE,
                        "datastorage.append.hold-for=60s");
                var clients = Clients.start(Load.mixed(300, 40, Rounds.seed()), List.of(service::api))) {
            clients.awaitAcknowledged(5_000);
            long before = alive(service);
            int answered;
            try (var holder = database.superuser().getConnection(); var lock = holder.createStatement()) {
                lock.execute("SELECT pg_advisory_lock('log_states'::regclass::oid::bigint)");
                int soFar = clients.refusals().size();
                // The lock is held until they came: they were answered while the queue stood.
                await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(100)).until(() -> {
                    assertThat(metric(service, "datastorage_append_queue_events")).isBetween(0L, (long) QUEUE);
                    return clients.refusals().size() >= soFar + REFUSALS;
                });
                assertThat(metric(service, "datastorage_append_queue_events")).isGreaterThan(QUEUE / 2);
                answered = clients.refusals().size() - soFar;
                assertThat(alive(service) - before).isLessThan(MOST_MORE);
            }
            clients.awaitAcknowledged(5_000);
            clients.stop();
            assertThat(clients.refusals()).allSatisfy(refusal -> {
                assertThat(refusal.statusCode()).isEqualTo(503);
                assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
            });
            System.out.printf("%d refused while the queue stood; %,d records, %s%n", answered,
                    new Oracle(database, clients.receipts(), List.of()).finalLook(), clients.summary());
        }
    }

    /** Bytes of what is alive, at the quietest of three moments: the requests that are being read come and go. */
    private static long alive(ServiceProcess service) throws Exception {
        long least = Long.MAX_VALUE;
        for (int moment = 0; moment < 3; moment++) {
            least = Math.min(least, heapAfterCollection(service));
        }
        return least;
    }

    /**
     * What is used would be that and the garbage of the refusals since the collection; the total of the histogram,
     * that and the garbage which the collector left where it was, as arrays of FillerElement.
     */
    private static long heapAfterCollection(ServiceProcess service) throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(service.pid()), "GC.class_histogram").start();
        try (var lines = process.inputReader()) {
            long heap = lines.lines().map(CLASS::matcher).filter(Matcher::matches)
                    .filter(line -> !line.group("name").contains("jdk.internal.vm.Filler"))
                    .mapToLong(line -> Long.parseLong(line.group("bytes"))).sum();
            System.out.printf("heap after a collection: %,d%n", heap);
            assertThat(heap).isPositive();
            return heap;
        }
    }

    /** The sum of the samples whose line begins so. */
    private static long metric(ServiceProcess service, String beginning) {
        var lines = service.management().get("/metrics").body().lines().filter(line -> line.startsWith(beginning));
        return (long) lines.mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
