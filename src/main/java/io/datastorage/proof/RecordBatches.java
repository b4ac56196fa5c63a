package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogInspection;
import io.datastorage.log.Tile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads records to be checked and hashes them, all that can be done in any order. By several threads, a step takes more
 * records at a time, and each thread a connection.
 */
final class RecordBatches {
    /** Records in a batch, when several are read at a time. */
    private static final int BATCH = 4 * Tile.WIDTH;
    /** So that a thread which is done early has something more to do. */
    private static final int BATCHES_PER_THREAD = 2;

    private final LogEntries entries;
    private final LogInspection inspection;
    private final int threads;

    RecordBatches(LogEntries entries, LogInspection inspection, int threads) {
        this.entries = entries;
        this.inspection = inspection;
        this.threads = threads;
    }

    /** How many records are best asked for; a multiple of a tile's. */
    int atOnce() {
        return threads == 1 ? Tile.WIDTH : threads * BATCHES_PER_THREAD * BATCH;
    }

    /** Records in log order, at most {@link #atOnce}. */
    List<RecordBatch> read(long first, int count) {
        if (threads == 1) {
            return List.of(one(first, first + count));
        }
        List<Callable<RecordBatch>> parts = new ArrayList<>();
        long end = first + count;
        for (long from = first; from < end;) {
            long begin = from;
            long until = Math.min(end, from - from % BATCH + BATCH);
            parts.add(() -> one(begin, until));
            from = until;
        }
        return together(parts);
    }

    private List<RecordBatch> together(List<Callable<RecordBatch>> parts) {
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<RecordBatch> read = new ArrayList<>();
            for (Future<RecordBatch> part : workers.invokeAll(parts)) {
                read.add(part.get());
            }
            return read;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private RecordBatch one(long first, long end) {
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
