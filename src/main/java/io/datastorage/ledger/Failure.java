package io.datastorage.ledger;

import java.sql.SQLException;

/** What the failure of an append transaction means, by SQLSTATE (PostgreSQL manual, appendix A). */
enum Failure {
    /** The next try may go through. */
    PASSING,
    /** The data itself is refused, and will be again. */
    REFUSED,
    /** The database holds rows that its newest state does not know. */
    MISMATCH;

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String DATA_EXCEPTION_CLASS = "22";
    private static final String PROGRAM_LIMIT_CLASS = "54";

    static Failure of(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.equals(UNIQUE_VIOLATION)) {
            return MISMATCH;
        }
        return state.startsWith(DATA_EXCEPTION_CLASS) || state.startsWith(PROGRAM_LIMIT_CLASS) ? REFUSED : PASSING;
    }
}
