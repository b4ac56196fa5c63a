package io.datastorage.ledger;

import java.sql.SQLException;

/** Another transaction held the append lock for longer than it was to be waited for. */
final class AppendLockTimeoutException extends SQLException {
    private static final long serialVersionUID = 1L;

    AppendLockTimeoutException(SQLException cause) {
        super(cause.getMessage(), cause.getSQLState(), cause);
    }
}
