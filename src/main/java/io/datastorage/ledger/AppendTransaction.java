package io.datastorage.ledger;

import io.datastorage.event.PreparedEvent;
import io.datastorage.log.Tile;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One group of requests in one transaction. Owned by the appender's thread.
 *
 * <p>A failure before the commit leaves nothing in the database; what was remembered of the log is dropped with it.
 */
final class AppendTransaction {
    private final Duration replayWindow;
    private final AppendMetrics metrics;
    private final SupersededHeads superseded;
    private final AppendGate gate;
    private @Nullable Known known;
    /** What a commit of this instance's made sure of. A state that was only read may be lost in a failover. */
    private @Nullable LogState newestDurable;

    AppendTransaction(
            Duration replayWindow, AppendMetrics metrics, SupersededHeads superseded, AppendGate gate) {
        this.replayWindow = replayWindow;
        this.metrics = metrics;
        this.superseded = superseded;
        this.gate = gate;
    }

    /**
     * Appends what is new in a group.
     *
     * @param lockWait how long to wait for the append lock
     * @throws AppendLockTimeoutException if the append lock was not got in time
     * @throws SQLException if it failed and nothing was stored
     * @throws OutcomeUnknownException if the commit's outcome is not known
     * @throws LogMismatchException if the log in the database is not the one this instance made sure of
     */
    GroupResult run(Connection connection, List<AppendRequest> requests, Duration lockWait)
            throws SQLException, OutcomeUnknownException {
        @Nullable
        Known remembered = known;
        known = null;
        List<RequestIdentity> identities = requests.stream().map(AppendRequest::identity).filter(Objects::nonNull)
                .toList();
        AppendLock.Taken taken = AppendLock.take(connection, lockWait, replayWindow, identities);
        LogTables.Now now = taken.now();
        gate.require(now);
        checkAgainstDurable(now.state());
        Known current = remembered != null && remembered.isOf(now.state()) ? remembered : new Known(now.state());

        Sorted sorted = sort(connection, requests, taken.earlier());
        if (sorted.fresh().isEmpty()) {
            // A repetition is answered from rows that this instance has only seen: make sure that they are durable.
            Durable.writeSomething(connection);
            Durable.commit(connection);
            known = current;
            newestDurable = now.state();
            return new GroupResult(sorted.outcomes(requests, List.of()), 0);
        }
        List<PreparedEvent> events = sorted.events();
        Placer placer = new Placer(now.state(), now.clock(), heads(connection, current, events));
        current.cover(connection, placer.recordedAt(), events);
        current.openTiles(connection, events.size());
        Plan plan;
        GroupResult result;
        List<Tile> tiles;
        // The server stores records while the next ones are hashed, and the last ones while the tree grows.
        try (CopyRows rows = CopyRows.begin(connection)) {
            for (PreparedEvent event : events) {
                rows.add(placer.place(event));
            }
            rows.finish();
            plan = placer.plan();
            result = new GroupResult(sorted.outcomes(requests, plan.records()), plan.records().size());
            tiles = current.fill(plan);
            rows.end();
        }
        InternalEvents.insert(connection, plan.records());
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        try {
            Companions.commit(connection, plan.heads(), tiles, sorted.stored(plan.records()), plan.next(),
                    now.state().size());
        } catch (SQLException e) {
            if (Durable.hasFailed(driver)) {
                throw e;
            }
            throw new OutcomeUnknownException(plan.records().getFirst(), result, String.valueOf(e.getMessage()), e);
        }
        current.advance(plan);
        known = current;
        newestDurable = plan.next();
        superseded.add(plan.heads());
        metrics.appended(plan, now.clock());
        return result;
    }

    private static Map<String, ChainHead> heads(Connection connection, Known current, List<PreparedEvent> events)
            throws SQLException {
        Set<String> correlationIds = new LinkedHashSet<>();
        events.forEach(event -> correlationIds.add(event.event().correlationId()));
        return current.heads(connection, correlationIds);
    }

    /**
     * Whether a commit whose outcome was unknown went through. Holds the append lock while it looks: before it has it,
     * the backend that was asked to commit may still do so. Returns only after a commit of its own went through
     * without a warning, since a row seen after a terminated or cancelled commit may still be lost in a failover.
     *
     * @throws SQLException if it cannot tell yet
     */
    boolean wentThrough(Connection connection, OutcomeUnknownException unknown, Duration lockWait) throws SQLException {
        LogTables.Now now = AppendLock.take(connection, lockWait);
        gate.require(now);
        checkAgainstDurable(now.state());
        byte @Nullable [] stored = LogTables.eventHash(connection, unknown.first().placement().logIndex());
        Durable.writeSomething(connection);
        Durable.commit(connection);
        newestDurable = now.state();
        return Arrays.equals(stored, unknown.first().hash());
    }

    private void checkAgainstDurable(LogState state) {
        @Nullable
        LogState seen = newestDurable;
        if (seen != null && state.size() < seen.size()) {
            throw new LogMismatchException("the log has %d records, but had %d before: records were lost or removed"
                    .formatted(state.size(), seen.size()));
        }
        if (seen != null && state.size() == seen.size() && !state.sameAs(seen)) {
            throw new LogMismatchException(
                    "the log of %d records has another root than before: it was replaced".formatted(state.size()));
        }
    }

    private static Sorted sort(Connection connection, List<AppendRequest> requests,
            Map<ByteBuffer, Replays.Earlier> earlier) throws SQLException {
        Map<ByteBuffer, AppendRequest> inGroup = new HashMap<>();
        List<AppendRequest> fresh = new ArrayList<>();
        IdentityHashMap<AppendRequest, AppendOutcome> answered = new IdentityHashMap<>();
        IdentityHashMap<AppendRequest, AppendRequest> repeats = new IdentityHashMap<>();
        for (AppendRequest request : requests) {
            @Nullable
            RequestIdentity identity = request.identity();
            Replays.@Nullable Earlier before = identity == null ? null : earlier.get(Replays.key(identity));
            @Nullable
            AppendRequest same = identity == null
                    ? null
                    : inGroup.putIfAbsent(Replays.key(identity), request);
            @Nullable
            AppendOutcome answer = identity == null || before == null
                    ? null
                    : Replays.answer(connection, before, identity).orElse(null);
            if (answer != null) {
                answered.put(request, answer);
            } else if (identity != null && same != null) {
                if (Arrays.equals(identity.bodyDigest(), Objects.requireNonNull(same.identity()).bodyDigest())) {
                    repeats.put(request, same);
                } else {
                    answered.put(request, new AppendOutcome.IdentityReused());
                }
            } else {
                fresh.add(request);
            }
        }
        return new Sorted(fresh, answered, repeats);
    }

    /**
     * A group, sorted.
     *
     * @param fresh requests whose events are appended
     * @param answered requests that are answered with what is stored already
     * @param repeats requests that equal one of {@code fresh}
     */
    private record Sorted(
            List<AppendRequest> fresh,
            IdentityHashMap<AppendRequest, AppendOutcome> answered,
            IdentityHashMap<AppendRequest, AppendRequest> repeats) {
        List<PreparedEvent> events() {
            return fresh.stream().flatMap(request -> request.events().stream()).toList();
        }

        List<AppendOutcome> outcomes(List<AppendRequest> requests, List<Placed> records) {
            IdentityHashMap<AppendRequest, AppendOutcome> stored = new IdentityHashMap<>(answered);
            int at = 0;
            for (AppendRequest request : fresh) {
                List<Receipt> receipts = records.subList(at, at + request.events().size()).stream()
                        .map(Placed::receipt).toList();
                stored.put(request, new AppendOutcome.Stored(receipts, false));
                at += request.events().size();
            }
            repeats.forEach((repeat, first) -> {
                if (stored.get(first) instanceof AppendOutcome.Stored(List<Receipt> receipts, _)) {
                    stored.put(repeat, new AppendOutcome.Stored(receipts, true));
                }
            });
            return requests.stream().map(request -> Objects.requireNonNull(stored.get(request))).toList();
        }

        List<Replays.Stored> stored(List<Placed> records) {
            List<Replays.Stored> stored = new ArrayList<>();
            int at = 0;
            for (AppendRequest request : fresh) {
                if (request.identity() != null) {
                    stored.add(new Replays.Stored(request.identity(), records.get(at), request.events().size()));
                }
                at += request.events().size();
            }
            return stored;
        }
    }
}
