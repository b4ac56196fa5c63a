package io.datastorage.bench;

import java.util.Arrays;

/** How long repeated work takes. */
final class Percentiles {
    private Percentiles() {}

    /** Something that is done again and again. */
    interface Work {
        /** Does it once more; rounds count from 0. */
        void run(int round) throws Exception;
    }

    /** The 95th percentile (nearest rank) of so many rounds one after the other, in milliseconds. */
    static double p95Millis(int rounds, Work work) throws Exception {
        long[] nanos = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            long began = System.nanoTime();
            work.run(round);
            nanos[round] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        return nanos[(int) Math.ceil(0.95 * rounds) - 1] / 1e6;
    }
}
