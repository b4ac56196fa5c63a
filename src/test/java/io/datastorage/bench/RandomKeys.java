package io.datastorage.bench;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Single posts, each a request that was never there and the next of some chain, to a log that remembers many of both beside
 * posts to one that remembers few. Their keys are random, so each post changes a page somewhere in two indexes, which are far
 * larger than what the server may buffer, and leaves a head of its chain to be pruned. {@code -Dbench.stored} is how many
 * are many.
 */
final class RandomKeys implements Scenario {
    private static final int POSTS = 16_000;
    private static final long FEW = 100_000;
    private static final long MOST_POSTS = 4_000_000;
    private static final long AT_ONCE = 1_000_000;
    private static final String BUFFERS = "16MB";
    /** What is remembered here was never appended, which the check would find. */
    private static final String UNCHECKED = "-Ddatastorage.self-check.enabled=false";

    private static final String REQUESTS = """
            INSERT INTO ingest_requests (identity, first_log_index, event_count, body_digest, recorded_at)
            SELECT sha256(int8send(n)), n, 1, sha256(int8send(-n)), now()
              FROM generate_series(:first, :last) AS n
             ORDER BY 1
            """;
    private static final String HEADS = """
            INSERT INTO chain_heads (correlation_id, chain_seq, log_index, first_log_index, event_hash)
            SELECT 'rr-' || left(encode(sha256(int8send(n)), 'hex'), 16), 0, n, n, sha256(int8send(n))
              FROM generate_series(:first, :last) AS n
             ORDER BY 1
            """;

    @Override
    public String name() {
        return "random-keys";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        long many = Long.getLong("bench.stored", 1_000_000);
        RealEvents events = new RealEvents(10);
        SplittableRandom chains = new SplittableRandom(10);
        try (TestDatabase server = TestDatabase.createWith(Map.of("shared_buffers", BUFFERS));
                TestDatabase large = TestDatabase.migratedOn(server.port());
                TestDatabase small = TestDatabase.migratedOn(server.port())) {
            remember(bench, large, many);
            remember(bench, small, FEW);
            bench.figure("indexes on random keys", indexes(large), "MiB", "of the log that remembers many");
            bench.figure("indexes on random keys, few", indexes(small), "MiB", "of the log that remembers few");
            Databases.segments(large, MOST_POSTS);
            Databases.segments(small, MOST_POSTS);
            try (ServiceProcess onLarge = ChartService.on(bench, large, UNCHECKED);
                    ServiceProcess onSmall = ChartService.on(bench, small, UNCHECKED)) {
                bench.warm(_ -> {
                    post(onLarge, large, events, chains, many);
                    post(onSmall, small, events, chains, FEW);
                });
                bench.compare("random-keys",
                        "single posts at %,d requests and chains ÷ at %,d, shared_buffers %s"
                                .formatted(many, FEW, BUFFERS),
                        "events/s", Target.reported(),
                        _ -> post(onLarge, large, events, chains, many),
                        _ -> post(onSmall, small, events, chains, FEW));
            }
        }
        bench.note(
                "Every post continues a chain drawn at random, the worst that clients can do: two pages of indexes, each of which goes "
                        + "to the write-ahead log as a whole when it is changed for the first time after a checkpoint, and "
                        + "a head that is pruned some seconds later.");
    }

    private static void remember(Bench bench, TestDatabase database, long many) {
        JdbcClient jdbc = JdbcClient.create(database.superuser());
        for (long first = 1; first <= many; first += AT_ONCE) {
            long last = Math.min(many, first + AT_ONCE - 1);
            for (String insert : List.of(REQUESTS, HEADS)) {
                jdbc.sql(insert).param("first", first).param("last", last).update();
            }
            bench.progress("%,d of %,d requests and chains remembered".formatted(last, many));
        }
        Databases.vacuum(database);
    }

    private static double indexes(TestDatabase database) {
        return JdbcClient.create(database.superuser())
                .sql("SELECT pg_relation_size('ingest_requests_pkey') + pg_relation_size('chain_heads_pkey')")
                .query(Long.class).single() / 1048576.0;
    }

    private static double post(ServiceProcess service, TestDatabase log, RealEvents events, SplittableRandom chains,
            long remembered) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        List<String> bodies = IntStream.range(0, POSTS)
                .mapToObj(_ -> events.next(chain(sha256, chains.nextLong(remembered) + 1))).toList();
        Databases.checkpoint(log);
        return Posts.closed(service.api().port(), Posts.EVENT, bodies, Pgbench.CLIENTS).rate();
    }

    /** As {@link #HEADS} has it. */
    private static String chain(MessageDigest sha256, long number) {
        byte[] digest = sha256.digest(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return "rr-" + HexFormat.of().formatHex(digest, 0, 8);
    }
}
