package io.datastorage.bench;

/** One of two things that are measured side by side. */
@FunctionalInterface
interface Side {
    /**
     * Measures it once.
     *
     * @param run counts from 0, the runs that only warm it up included
     * @return a rate or a time, always the same
     */
    double measure(int run) throws Exception;
}
