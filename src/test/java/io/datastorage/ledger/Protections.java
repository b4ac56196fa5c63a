package io.datastorage.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.TestDatabase;
import io.datastorage.event.EventId;
import io.datastorage.event.Placement;
import io.datastorage.event.PreparedEvent;
import io.datastorage.log.Frontier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Append transactions as the service makes them, and the same without chain, tree and replay protection: no entry, no
 * hash, no link, no head, no tile, no state and no digest, but the lock, the clock, the segment and the COPY of the same
 * columns. By one connection each, in two databases of one server; the events were parsed and committed to before.
 */
public final class Protections implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(3);

    private final TestDatabase log = TestDatabase.migrated();
    private final TestDatabase plain = TestDatabase.migrated();
    private final HikariDataSource logPool = TestLedger.appendPool(log);
    private final HikariDataSource plainPool = TestLedger.appendPool(plain);
    private final Connection whole;
    private final Connection bare;
    private final AppendTransaction transaction = new AppendTransaction(Duration.ofHours(24),
            new AppendMetrics(new SimpleMeterRegistry()), new SupersededHeads(), _ -> {});
    private final PreparedEvents prepared = new PreparedEvents();
    private final Known plainKnown = new Known(state(0, Instant.EPOCH));
    private long plainSize;

    /** Two empty logs with segments for so many records. */
    public Protections(long records) throws SQLException {
        whole = logPool.getConnection();
        bare = plainPool.getConnection();
        Segments.ensure(whole, records);
        Segments.ensure(bare, records);
    }

    /**
     * The requests of one append transaction.
     *
     * @param hashes what stands for each event's hash where none is computed
     */
    public record Group(List<AppendRequest> requests, List<byte[]> hashes) {}

    /**
     * A group of requests that have not been there before.
     *
     * @param json the events of each request
     */
    public Group group(List<List<String>> json) {
        return new Group(
                json.stream().map(events -> new AppendRequest(events.stream().map(prepared::of).toList(),
                        new RequestIdentity(prepared.bytes(32), prepared.bytes(32)), 1_000L * events.size())).toList(),
                json.stream().flatMap(List::stream).map(_ -> prepared.bytes(32)).toList());
    }

    /** Appends groups with everything; how many events a second. */
    public double with(List<Group> groups) throws SQLException, OutcomeUnknownException {
        TestLedger.execute(log.superuser(), "CHECKPOINT");
        long began = System.nanoTime();
        for (Group group : groups) {
            transaction.run(whole, group.requests(), WAIT);
        }
        return perSecond(groups, began);
    }

    /** Appends groups without the three; how many events a second. */
    public double without(List<Group> groups) throws SQLException {
        TestLedger.execute(plain.superuser(), "CHECKPOINT");
        long began = System.nanoTime();
        for (Group group : groups) {
            append(group);
        }
        return perSecond(groups, began);
    }

    private static double perSecond(List<Group> groups, long began) {
        return groups.stream().mapToInt(group -> group.hashes().size()).sum() * 1e9 / (System.nanoTime() - began);
    }

    private void append(Group group) throws SQLException {
        LogTables.Now now = AppendLock.take(bare, WAIT);
        List<PreparedEvent> events = group.requests().stream().flatMap(request -> request.events().stream()).toList();
        plainKnown.cover(bare, now.clock(), events);
        List<Placed> records = new ArrayList<>(events.size());
        try (CopyRows rows = CopyRows.begin(bare)) {
            for (PreparedEvent event : events) {
                long index = plainSize + records.size();
                byte[] hash = group.hashes().get(records.size());
                Placement placement = new Placement(index, now.clock(), EventId.of(now.clock(), index, 0), 0, hash);
                records.add(new Placed(event, placement, hash));
                rows.add(records.getLast());
            }
            rows.finish();
            rows.end();
        }
        Durable.commit(bare);
        plainSize += records.size();
        plainKnown.advance(new Plan(records, List.of(), state(plainSize, now.clock())));
    }

    private static LogState state(long size, Instant clock) {
        return new LogState(Frontier.decode(size, new byte[Long.bitCount(size) * 32]), new byte[32], clock);
    }

    /** Verifies the log with everything; how many records it has. */
    public int check() {
        return TestLedger.check(log);
    }

    @Override
    public void close() {
        logPool.close();
        plainPool.close();
        log.close();
        plain.close();
    }
}
