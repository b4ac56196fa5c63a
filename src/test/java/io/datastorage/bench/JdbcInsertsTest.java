package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcInsertsTest {
    @Test
    void every_row_is_there_and_no_key_is_used_twice() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            Databases.segments(database, 2_000);
            JdbcInserts inserts = new JdbcInserts(database, "{\"a\":1}", 1_000);
            assertThat(inserts.insert(2 * Pgbench.CLIENTS)).isPositive();
            inserts.insert(3 * Pgbench.CLIENTS);
            assertThat(
                    JdbcClient.create(database.application()).sql("SELECT count(*), max(log_index) FROM audit_events")
                            .query((row, _) -> row.getLong(1) + " to " + row.getLong(2)).single())
                    .isEqualTo("320 to 1319");
        }
    }
}
