package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogInspection;
import io.datastorage.log.Tile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Reads records to be checked and hashes them: all that can be done in any order. Several threads work some batches ahead
 * of the check, each with a connection. Not safe for threads itself.
 */
final class RecordBatches {
    /** Records in a batch, when several are read at a time. */
    private static final int BATCH = 8 * Tile.WIDTH;

    private final LogEntries entries;
    private final LogInspection inspection;
    private final int threads;
    private final Semaphore working;
    private final Deque<Part> ahead = new ArrayDeque<>();
    private final Executor workers;

    private record Part(long first, long end, CompletableFuture<RecordBatch> read) {}

    RecordBatches(LogEntries entries, LogInspection inspection, int threads) {
        this.entries = entries;
        this.inspection = inspection;
        this.threads = threads;
        this.working = new Semaphore(threads);
        ThreadFactory daemons = Thread.ofPlatform().name("self-check-", 0).daemon().factory();
        this.workers = task -> daemons.newThread(task).start();
    }

    /**
     * The records that follow.
     *
     * @param first the log index of the first
     * @param limit behind the last that may be read
     * @return none beyond a tile, or beyond some if several threads read
     */
    RecordBatch next(long first, long limit) {
        if (threads == 1) {
            return read(first, end(first, limit, Tile.WIDTH));
        }
        if (!ahead.isEmpty() && ahead.element().first != first) {
            ahead.clear();
        }
        long from = ahead.isEmpty() ? first : ahead.getLast().end;
        while (from < limit && ahead.size() < 2 * threads) {
            long begin = from;
            long end = end(from, limit, BATCH);
            ahead.add(new Part(begin, end, CompletableFuture.supplyAsync(() -> inTurn(begin, end), workers)));
            from = end;
        }
        try {
            RecordBatch batch = ahead.element().read.join();
            ahead.remove();
            return batch;
        } catch (CompletionException | CancellationException e) {
            ahead.clear();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static long end(long first, long limit, int length) {
        return Math.min(limit, first - first % length + length);
    }

    private RecordBatch inTurn(long first, long end) {
        working.acquireUninterruptibly();
        try {
            return read(first, end);
        } finally {
            working.release();
        }
    }

    private RecordBatch read(long first, long end) {
        Map<Long, RecordBatch.Read> records = new HashMap<>();
        Set<String> chains = new HashSet<>();
        entries.forEach(first, end, record -> {
            records.put(record.placement().logIndex(),
                    new RecordBatch.Read(withoutDocuments(record), RecordCheck.computed(record)));
            chains.add(record.event().correlationId());
        });
        return new RecordBatch(end, records, inspection.heads(chains), inspection.segments(first, end - 1),
                Set.copyOf(inspection.internalEvents(first, end - 1)));
    }

    private static AuditRecord withoutDocuments(AuditRecord record) {
        return new AuditRecord(record.event().withoutDocuments(), record.placement(), record.recordedBy(),
                record.salt(),
                record.eventHash());
    }
}
