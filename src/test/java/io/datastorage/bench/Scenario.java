package io.datastorage.bench;

/** Something that the suite measures. */
interface Scenario {
    /** What {@code -Dbench.only} calls it. */
    String name();

    /** Measures it, and tells the suite what it found. */
    void run(Bench bench) throws Exception;
}
