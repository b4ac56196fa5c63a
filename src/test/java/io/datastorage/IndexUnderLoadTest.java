package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.ledger.TestLedger;
import io.datastorage.schema.SchemaState;
import io.datastorage.schema.TestMigration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(180) // It would wait for ever for what does not happen.
class IndexUnderLoadTest {
    @Test
    void an_index_is_built_on_many_segments_while_events_are_appended() {
        try (var database = TestDatabase.migrated()) {
            TestLedger.smallSegments(database, 120);
            JdbcClient owner = JdbcClient.create(database.owner());
            try (var service = TestService.on(database); var clients = Clients.start(4, 20, service::api)) {
                clients.awaitAcknowledged(5_000);
                owner.sql("DROP INDEX idx_audit_events_hash").update();
                owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();
                int acknowledged = clients.acknowledged();

                assertThat(TestMigration.of(database).run()).endsWith(new SchemaState.Ready());

                assertThat(clients.acknowledged()).as("acknowledged during the build").isGreaterThan(acknowledged);
                clients.awaitAcknowledged(5_000);
                clients.stop();
                assertThat(clients.refusals()).isEmpty();
                clients.check(database);
            }
            assertThat(owner.sql("SELECT count(*) FROM pg_index WHERE NOT indisvalid").query(Integer.class).single())
                    .isZero();
            assertThat(owner.sql("SELECT count(*) FROM pg_inherits WHERE inhparent = 'idx_audit_events_hash'::regclass")
                    .query(Integer.class).single()).isEqualTo(segments(owner)).isGreaterThan(100);
        }
    }

    private static int segments(JdbcClient owner) {
        return owner.sql("SELECT count(*) FROM log_segments").query(Integer.class).single();
    }
}
