package io.datastorage.ledger;

import java.sql.SQLException;

/** The database's server was started anew, or is another, and was not compared with the held head since. */
final class UncomparedDatabaseException extends SQLException {
    private static final long serialVersionUID = 1L;

    UncomparedDatabaseException() {
        super("the database server was started or replaced, and is to be compared with what was signed first");
    }
}
