package io.datastorage.schema;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Waits until others wait. */
final class Waiting {
    private Waiting() {}

    /** Comes back when so many backends of the database wait for a lock of whatever kind. */
    static void forBackends(JdbcClient superuser, String database, int count) throws InterruptedException {
        while (superuser.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND wait_event_type = 'Lock'")
                .param(database).query(Integer.class).single() < count) {
            Thread.sleep(5);
        }
    }
}
