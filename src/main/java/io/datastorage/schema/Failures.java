package io.datastorage.schema;

import java.sql.SQLException;

/** What went wrong, for an operator. */
final class Failures {
    private Failures() {}

    /** What the database said, or this service: wrappers around it, and causes below it, only hide that. */
    static String message(Throwable thrown) {
        Throwable best = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException || cause instanceof SchemaException) {
                return String.valueOf(cause.getMessage());
            }
            best = cause;
        }
        return String.valueOf(best.getMessage());
    }
}
