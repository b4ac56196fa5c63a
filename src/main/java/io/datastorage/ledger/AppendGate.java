package io.datastorage.ledger;

import java.sql.SQLException;

/** Decides under the append lock whether a log may be extended. */
interface AppendGate {
    /**
     * Lets an append pass.
     *
     * @throws SQLException if not now
     * @throws LogMismatchException if never
     */
    void require(LogTables.Now now) throws SQLException;
}
