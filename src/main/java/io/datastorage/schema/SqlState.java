package io.datastorage.schema;

import java.sql.SQLException;

/** What the database said was wrong (PostgreSQL manual, appendix "PostgreSQL Error Codes"). */
final class SqlState {
    static final String LOCK_NOT_AVAILABLE = "55P03";
    static final String QUERY_CANCELED = "57014";

    private SqlState() {}

    /** The SQLSTATE of the first exception in the chain of causes that has one; empty if none has. */
    static String of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
