package io.datastorage.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/** How long the requests of each kind took since they were asked for last. */
final class Latencies {
    private final Map<String, ConcurrentLinkedQueue<Long>> byKind = new LinkedHashMap<>();

    /** The kinds that there are. */
    Latencies(Iterable<String> kinds) {
        kinds.forEach(kind -> byKind.put(kind, new ConcurrentLinkedQueue<>()));
    }

    void add(String kind, long nanos) {
        byKind.get(kind).add(nanos);
    }

    /**
     * For each kind the number, and of those that were answered the percentiles in milliseconds; they are forgotten then.
     */
    Map<String, Double> drain() {
        Map<String, Double> figures = new LinkedHashMap<>();
        byKind.forEach((kind, queue) -> {
            long[] sorted = drain(queue);
            figures.put(kind + " requests", (double) sorted.length);
            figures.put(kind + " p50 ms", percentile(sorted, 0.5));
            figures.put(kind + " p95 ms", percentile(sorted, 0.95));
            figures.put(kind + " p99 ms", percentile(sorted, 0.99));
            figures.put(kind + " max ms", percentile(sorted, 1));
        });
        return figures;
    }

    private static long[] drain(ConcurrentLinkedQueue<Long> queue) {
        var taken = LongStream.builder();
        for (Long nanos = queue.poll(); nanos != null; nanos = queue.poll()) {
            taken.add(nanos);
        }
        return taken.build().sorted().toArray();
    }

    /** The nearest rank; NaN of none. */
    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
}
