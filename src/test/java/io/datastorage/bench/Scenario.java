package io.datastorage.bench;

/** Something that the suite measures. */
interface Scenario {
    /** What {@code -Dbench.only} calls it. */
    String name();

    /** Whether a quick run leaves it out. */
    default boolean onlyInFull() {
        return false;
    }

    /** Measures it, and tells the suite what it found. */
    void run(Bench bench) throws Exception;
}
