package io.datastorage.bench;

import io.datastorage.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is done to databases between measurements. */
final class Databases {
    private Databases() {}

    /** Makes the segments for so many records, so that none has to be made while something is measured. */
    static void segments(TestDatabase database, long records) {
        JdbcClient.create(database.owner()).sql("SELECT ensure_segments(?)").param(records).query().singleRow();
    }

    /** Writes what is dirty to the disk, so that nobody has to do it for somebody else. */
    static void checkpoint(TestDatabase database) {
        JdbcClient.create(database.superuser()).sql("CHECKPOINT").update();
    }

    /** Does what autovacuum would begin some time after many rows were inserted, while something is measured. */
    static void vacuum(TestDatabase database) {
        JdbcClient.create(database.superuser()).sql("VACUUM (ANALYZE)").update();
    }

    /** Records in the log. */
    static long size(TestDatabase database) {
        return JdbcClient.create(database.application()).sql("SELECT max(size) FROM log_states").query(Long.class)
                .single();
    }

    /** A setting of the server's. */
    static String setting(TestDatabase database, String name) {
        return JdbcClient.create(database.superuser()).sql("SELECT current_setting(?)").param(name)
                .query(String.class).single();
    }
}
