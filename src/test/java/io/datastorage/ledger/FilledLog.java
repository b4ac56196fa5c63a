package io.datastorage.ledger;

import io.datastorage.TestDatabase;
import io.datastorage.event.PreparedEvent;
import io.datastorage.log.Frontier;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Fills an empty log as the service would have done over some time, with its plans and its COPY, but in large
 * transactions that nobody waits for. What comes of it verifies.
 */
public final class FilledLog {
    private static final int GROUP = 2_048;
    private static final int HEADS_AT_ONCE = 10_000;

    private FilledLog() {}

    /**
     * How a log is to be.
     *
     * @param segments how many, each full
     * @param segmentLength records in each, a multiple of 256
     * @param began when the first record was recorded
     * @param lasted until the last
     */
    public record Shape(int segments, int segmentLength, Instant began, Duration lasted) {
        /** All records. */
        public long records() {
            return (long) segments * segmentLength;
        }

        /** When the record at a log index was recorded. */
        public Instant recordedAt(long logIndex) {
            return began.plusNanos((long) (lasted.toNanos() * ((double) logIndex / records()))
                    / 1_000 * 1_000);
        }
    }

    /**
     * Fills a log.
     *
     * @param events gives the event at a log index
     */
    public static void fill(TestDatabase database, Shape shape, LongFunction<PreparedEvent> events) {
        TestLedger.equalSegments(database, shape.segmentLength(), shape.segments());
        try (Connection connection = database.application().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            connection.setAutoCommit(false);
            Filler filler = new Filler(shape, events);
            Known known = new Known(filler.state);
            for (Plan plan = filler.plan(); plan != null;) {
                CompletableFuture<Plan> next = CompletableFuture.supplyAsync(filler::plan);
                write(connection, known, plan);
                plan = next.join();
            }
            List<ChainHead> heads = List.copyOf(filler.heads.values());
            for (int at = 0; at < heads.size(); at += HEADS_AT_ONCE) {
                insertHeads(connection, heads.subList(at, Math.min(heads.size(), at + HEADS_AT_ONCE)));
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        TestLedger.segmentsOf(database, 65_536);
        TestLedger.execute(database.superuser(), "VACUUM ANALYZE");
    }

    private static void write(Connection connection, Known known, Plan plan) throws SQLException {
        long before = plan.next().size() - plan.records().size();
        Instant recordedAt = plan.records().getFirst().placement().recordedAt();
        known.cover(connection, recordedAt, plan.records().stream().map(Placed::event).toList());
        known.openTiles(connection, plan.records().size());
        try (CopyRows rows = CopyRows.begin(connection)) {
            for (Placed placed : plan.records()) {
                rows.add(placed);
            }
            rows.finish();
            rows.end();
        }
        InternalEvents.insert(connection, plan.records());
        Companions.commit(connection, List.of(), known.fill(plan), List.of(), plan.next(), before);
        known.advance(plan);
    }

    /** Only the newest, as they are after {@link Maintenance} has pruned. */
    private static void insertHeads(Connection connection, List<ChainHead> heads) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO chain_heads (correlation_id, chain_seq, log_index, first_log_index, event_hash)
                VALUES (?, ?, ?, ?, ?)
                """)) {
            for (ChainHead head : heads) {
                statement.setString(1, head.correlationId());
                statement.setLong(2, head.chainSeq());
                statement.setLong(3, head.logIndex());
                statement.setLong(4, head.firstLogIndex());
                statement.setBytes(5, head.eventHash());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Works out plan after plan, one ahead of what is written. */
    private static final class Filler {
        private final Shape shape;
        private final LongFunction<PreparedEvent> events;
        private final Map<String, ChainHead> heads = new HashMap<>();
        private LogState state = new LogState(Frontier.empty(), Frontier.empty().root(), null);

        Filler(Shape shape, LongFunction<PreparedEvent> events) {
            this.shape = shape;
            this.events = events;
        }

        /** The next; null at the end. */
        @Nullable
        Plan plan() {
            long first = state.size();
            int count = (int) Math.min(GROUP, shape.records() - first);
            if (count == 0) {
                return null;
            }
            List<PreparedEvent> group = new ArrayList<>(count);
            Map<String, ChainHead> known = new HashMap<>();
            for (int i = 0; i < count; i++) {
                PreparedEvent event = events.apply(first + i);
                group.add(event);
                ChainHead head = heads.get(event.event().correlationId());
                if (head != null) {
                    known.put(head.correlationId(), head);
                }
            }
            Plan plan = TestLedger.plan(state, shape.recordedAt(first), known, group);
            plan.heads().forEach(head -> heads.put(head.correlationId(), head));
            state = plan.next();
            return plan;
        }
    }
}
