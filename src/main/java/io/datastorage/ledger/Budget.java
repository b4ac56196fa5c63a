package io.datastorage.ledger;

/** What is left of the time and the records that one request may use. */
final class Budget {
    private final long deadline;
    private long rows;
    private boolean used;

    Budget(QuerySettings settings) {
        deadline = System.nanoTime() + settings.timeBudget().toNanos();
        rows = settings.rowBudget();
    }

    /** Whether a statement that looks at this many records may run. The first always may. */
    boolean allows(long statementRows) {
        if (used && (rows < statementRows || System.nanoTime() > deadline)) {
            return false;
        }
        used = true;
        rows -= statementRows;
        return true;
    }
}
