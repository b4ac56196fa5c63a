package io.datastorage.ingest;

/** The two ways to post. The name is part of what a repeated request is recognised by, so it never changes. */
enum Route {
    /** One event. */
    SINGLE("POST /api/v1/audit/events", "single"),
    /** An array of events. */
    BATCH("POST /api/v1/audit/events/batch", "batch");

    private final String operation;
    private final String label;

    Route(String operation, String label) {
        this.operation = operation;
        this.label = label;
    }

    String operation() {
        return operation;
    }

    /** Its value as a metric's label. */
    String label() {
        return label;
    }
}
