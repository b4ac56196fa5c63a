package io.datastorage.proof;

import io.datastorage.TestDatabase;

import java.util.List;
import javax.sql.DataSource;

/** The check of a whole log as the service does it in the background, at once and at full speed. */
public final class CheckedWhole {
    private CheckedWhole() {}

    /** Gives an empty log a key and a held head, beside its database. */
    public static void begin(TestDatabase database) {
        CheckedLog.begun(database);
    }

    /**
     * Signs the log as it is and checks all of it: each record's hash from its columns, its leaf, its link and its
     * chain's head, segments, tiles, root and checkpoints.
     *
     * @param connections as many as it is to use
     * @throws IllegalStateException if anything was found
     */
    public static void run(TestDatabase database, DataSource connections, int threads) {
        CheckedLog log = CheckedLog.signed(database).over(connections);
        log.sign().ifPresent(refusal -> {
            throw new IllegalStateException(refusal);
        });
        List<LogFinding> findings = log.pass(threads);
        if (!findings.isEmpty()) {
            throw new IllegalStateException(findings.toString());
        }
    }
}
