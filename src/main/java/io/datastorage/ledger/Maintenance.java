package io.datastorage.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Keeps segments ahead of the log, and removes rows that something newer has followed from the insert-only tables. It
 * may stop for long without harm: the append makes a segment when it must, and old rows only take room.
 */
public final class Maintenance implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
    private static final int REQUESTS_AT_ONCE = 10_000;

    private final DataSource dataSource;
    private final MaintenanceSettings settings;
    private final Duration replayWindow;
    private final SupersededHeads superseded;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("maintenance").daemon().factory());

    private record Sample(Instant at, long size) {}

    /**
     * Maintenance that is not started yet.
     *
     * @param dataSource connections of the application role
     */
    public Maintenance(DataSource dataSource, MaintenanceSettings settings, ReplaySettings replay,
            SupersededHeads superseded) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.replayWindow = replay.window();
        this.superseded = superseded;
    }

    /** Begins to run at its interval. The schema must be there. */
    public void start() {
        long interval = settings.interval().toMillis();
        ScheduledFuture<?> _ = scheduler.scheduleWithFixedDelay(this::runQuietly, 0, interval,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    private void runQuietly() {
        try {
            run(Instant.now());
        } catch (SQLException | RuntimeException e) {
            log.warn("Maintenance failed and is tried again in {}: {}", settings.interval(), e.getMessage());
        }
    }

    void run(Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            long size = LogTables.now(connection).state().size();
            keepSegmentsAhead(connection, now, size);
            pruneHeads(connection, superseded);
            pruneStates(connection, now, size);
            pruneRequests(connection, now);
            pruneCheckpoints(connection, now);
        }
    }

    private void keepSegmentsAhead(Connection connection, Instant now, long size) throws SQLException {
        long rateAhead = 0;
        if (!samples.isEmpty()) {
            Sample oldest = samples.getFirst();
            double seconds = Math.max(1, Duration.between(oldest.at(), now).toMillis() / 1000.0);
            rateAhead = (long) ((size - oldest.size()) / seconds * settings.segmentsAheadFor().toSeconds());
        }
        long ahead = Math.max(settings.segmentsAhead(), rateAhead);
        if (Segments.lastIndex(connection) - size < ahead) {
            Segments.ensureAhead(connection, size, ahead);
        }
    }

    /** Removes the heads of chains that newer ones have followed. */
    static void pruneHeads(Connection connection, SupersededHeads superseded) throws SQLException {
        List<String> correlationIds = superseded.drain();
        if (correlationIds.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT prune_chain_heads(?)")) {
            statement.setArray(1, connection.createArrayOf("text", correlationIds.toArray()));
            statement.execute();
        }
    }

    private void pruneStates(Connection connection, Instant now, long size) throws SQLException {
        samples.addLast(new Sample(now, size));
        Instant keptSince = now.minus(settings.statesKept());
        Sample newestOld = null;
        while (!samples.isEmpty() && !samples.getFirst().at().isAfter(keptSince)) {
            newestOld = samples.removeFirst();
        }
        if (newestOld == null) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT prune_log_states(?)")) {
            statement.setLong(1, newestOld.size());
            statement.execute();
        }
    }

    private void pruneRequests(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT prune_ingest_requests(?, ?)")) {
            statement.setObject(1, Sql.timestamptz(now.minus(replayWindow).minus(Duration.ofHours(1))));
            statement.setInt(2, REQUESTS_AT_ONCE);
            int removed;
            do {
                try (ResultSet row = statement.executeQuery()) {
                    removed = row.next() ? row.getInt(1) : 0;
                }
            } while (removed == REQUESTS_AT_ONCE);
        }
    }

    private void pruneCheckpoints(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT prune_log_checkpoints(?)")) {
            statement.setObject(1, Sql.timestamptz(now.minus(settings.checkpointsKept())));
            statement.execute();
        }
    }
}
