package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.event.Commitments;
import io.datastorage.event.Event;
import io.datastorage.event.EventId;
import io.datastorage.event.EventLimits;
import io.datastorage.event.EventParser;
import io.datastorage.event.JsonReader;
import io.datastorage.event.Parsed;
import io.datastorage.event.Placement;
import io.datastorage.event.PreparedEvent;
import io.datastorage.log.Frontier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Append transactions of 500 events of 50 correlations as the service makes them, beside the same without chain and tree:
 * no entry, no hash, no link, no head, no tile and no state, but the lock, the clock, the segment and the COPY of the same
 * columns. In turn, by one connection each, in two databases of one server; the events were parsed and committed to
 * before.
 *
 * <p>It asserts no figure and is no part of the tests: {@code mvn test -Dtest=ChainAndTreeCost} runs it.
 */
class ChainAndTreeCost {
    private static final int GROUP = 500;
    private static final int GROUPS = 40;
    private static final int WARM_UPS = 3;
    private static final int PAIRS = 11;
    private static final Duration WAIT = Duration.ofSeconds(3);

    private final Random random = new Random(1);
    private long plainSize;

    @Test
    void share_of_an_append_transaction() throws Exception {
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        try (TestDatabase log = TestDatabase.migrated();
                TestDatabase plain = TestDatabase.migrated();
                HikariDataSource logPool = TestLedger.pool(log);
                HikariDataSource plainPool = TestLedger.pool(plain);
                Connection whole = logPool.getConnection();
                Connection bare = plainPool.getConnection()) {
            Segments.ensure(whole, (WARM_UPS + PAIRS) * GROUPS * GROUP);
            Segments.ensure(bare, (WARM_UPS + PAIRS) * GROUPS * GROUP);
            AppendTransaction transaction = new AppendTransaction(new Replays(Duration.ofHours(24)),
                    new AppendMetrics(new SimpleMeterRegistry()), new SupersededHeads(), _ -> {});
            for (int run = 0; run < WARM_UPS + PAIRS; run++) {
                List<List<PreparedEvent>> groups = groups(run);
                TestLedger.execute(log.superuser(), "CHECKPOINT");
                long began = System.nanoTime();
                for (List<PreparedEvent> group : groups) {
                    transaction.run(whole, List.of(TestLedger.request(group.toArray(PreparedEvent[]::new))), WAIT);
                }
                with.add(perSecond(began));
                TestLedger.execute(log.superuser(), "CHECKPOINT");
                began = System.nanoTime();
                for (List<PreparedEvent> group : groups) {
                    append(bare, group);
                }
                without.add(perSecond(began));
            }
            assertThat(TestLedger.check(log)).isEqualTo((WARM_UPS + PAIRS) * GROUPS * GROUP);
        }
        List<Double> ratios = IntStream.range(WARM_UPS, with.size()).mapToObj(i -> with.get(i) / without.get(i))
                .sorted()
                .toList();
        System.out.printf(
                "with chain and tree %,.0f events/s, without %,.0f; ratio %.2f (median of %d pairs; %.2f to %.2f)%n",
                median(with), median(without), ratios.get(PAIRS / 2), PAIRS, ratios.getFirst(), ratios.getLast());
    }

    private void append(Connection connection, List<PreparedEvent> group) throws SQLException {
        AppendLock.take(connection, WAIT);
        LogTables.Now now = LogTables.now(connection);
        List<Placed> records = new ArrayList<>();
        byte[] hash = new byte[32];
        for (PreparedEvent event : group) {
            long index = plainSize + records.size();
            random.nextBytes(hash);
            records.add(new Placed(event, new Placement(index, now.clock(), EventId.of(now.clock(), index, 0), 0,
                    hash.clone()), hash.clone()));
        }
        long size = plainSize + records.size();
        Plan plan = new Plan(records, List.of(), state(size, now.clock()));
        new Known(state(plainSize, now.clock())).cover(connection, plan);
        LogTables.copy(connection, CopyRows.encode(records), records.size());
        Durable.commit(connection);
        plainSize = size;
    }

    private static LogState state(long size, Instant clock) {
        return new LogState(Frontier.decode(size, new byte[Long.bitCount(size) * 32]), new byte[32], clock);
    }

    private static List<List<PreparedEvent>> groups(int run) {
        EventParser parser = new EventParser(EventLimits.DEFAULT);
        Random salts = new Random(run);
        return IntStream.range(0, GROUPS).mapToObj(group -> IntStream.range(0, GROUP).mapToObj(i -> {
            String json = GatewayEvents.event(((long) run * GROUPS + group) * GROUP + i, "rr-" + i % 50,
                    Instant.now());
            byte[] salt = new byte[Commitments.SALT_BYTES];
            salts.nextBytes(salt);
            return Commitments.prepare(event(parser, json), null, salt);
        }).toList()).toList();
    }

    private static Event event(EventParser parser, String json) {
        if (parser.parse(JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH),
                Instant.now()) instanceof Parsed.Valid(Event event)) {
            return event;
        }
        throw new IllegalStateException(json);
    }

    private static double perSecond(long began) {
        return GROUPS * GROUP * 1e9 / (System.nanoTime() - began);
    }

    private static double median(List<Double> runs) {
        return runs.stream().skip(WARM_UPS).sorted().toList().get(PAIRS / 2);
    }
}
