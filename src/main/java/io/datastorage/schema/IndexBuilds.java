package io.datastorage.schema;

/** When a log that has records gets an index that it lacks. An empty log gets its indexes at once. */
enum IndexBuilds {
    /** At startup, while the service is ready. */
    BACKGROUND,
    /** At startup, before the service is ready. */
    BLOCKING,
    /** Not at startup; the command {@code migrate} does it. */
    OFF
}
