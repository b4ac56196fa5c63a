package io.datastorage.verify;

import io.datastorage.log.Tile;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Entry bundles and their tiles in log order, a few of them fetched ahead. */
final class Prefetch implements AutoCloseable {
    /** At 16 MiB for a bundle of the largest entries, what a small heap can hold. */
    private static final int AHEAD = 6;

    private final LogFiles files;
    private final long size;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Future<Part>> fetching = new ArrayDeque<>();
    private long next;

    /**
     * Fetches from the bundle that holds a log index.
     *
     * @param size of the log, where it ends
     */
    Prefetch(LogFiles files, long fromIndex, long size) {
        this.files = files;
        this.size = size;
        this.next = fromIndex / Tile.WIDTH;
    }

    /**
     * A bundle and what is said to be its tile.
     *
     * @param index of both
     * @param entries 1 to 256
     * @param hashes 32 bytes for each
     */
    record Part(long index, List<byte[]> entries, byte[] hashes) {}

    /** The next part; there must be one. */
    Part take() {
        while (fetching.size() < AHEAD && next * Tile.WIDTH < size) {
            long index = next++;
            int width = (int) Math.min(Tile.WIDTH, size - index * Tile.WIDTH);
            fetching.add(threads.submit(
                    () -> new Part(index, files.entries(index, width), files.hashes(0, index, width))));
        }
        try {
            return fetching.remove().get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw StoppedException.unreadable("the log", interrupted);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
