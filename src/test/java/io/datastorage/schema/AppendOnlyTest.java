package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

@Timeout(120) // Some of these would wait for ever for what does not happen.
class AppendOnlyTest {
    private final TestDatabase database = TestDatabase.migrated();
    private final JdbcClient application = JdbcClient.create(database.application());
    private final JdbcClient owner = JdbcClient.create(database.owner());
    private final JdbcClient superuser = JdbcClient.create(database.superuser());

    @BeforeEach
    void fill() {
        TestRecords.insert(application, 0, 9);
        application.sql("INSERT INTO log_states VALUES (10, 0, sha256('root'), sha256('root'), now())").update();
        application.sql("INSERT INTO chain_heads VALUES ('correlation', 9, 9, 0, sha256('9'))").update();
        application.sql("INSERT INTO log_tiles VALUES (0, 0, decode(repeat('00', 8192), 'hex'))").update();
        application.sql("INSERT INTO ingest_requests VALUES (sha256('r'), 0, 10, sha256('r'), now())").update();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit_events", "audit_events_0"})
    void a_record_cannot_be_changed_even_by_the_owner_or_a_superuser(String table) {
        for (JdbcClient sql : List.of(owner, superuser)) {
            assertThatThrownBy(sql.sql("UPDATE " + table + " SET severity = 'x' WHERE log_index = 3")::update)
                    .hasMessageContaining("is append-only: UPDATE refused");
            assertThatThrownBy(sql.sql("DELETE FROM " + table + " WHERE log_index = 3")::update)
                    .hasMessageContaining("is append-only: DELETE refused");
            assertThatThrownBy(sql.sql("TRUNCATE " + table)::update)
                    .hasMessageContaining(table + " is append-only: TRUNCATE refused");
        }
    }

    @Test
    void a_trigger_fires_whatever_the_session_says_of_replication() {
        SingleConnectionDataSource session = session(database.superuser());
        JdbcClient sql = JdbcClient.create(session);
        sql.sql("SET session_replication_role = replica").update();
        for (String change : List.of(
                "UPDATE audit_events SET severity = 'x'", "DELETE FROM audit_events_0", "TRUNCATE audit_events",
                "TRUNCATE audit_events_0", "UPDATE log_states SET size = 11 WHERE size = 10", "TRUNCATE log_tiles",
                "INSERT INTO log_states VALUES (12, 11, sha256(''), '', now())")) {
            assertThatThrownBy(sql.sql(change)::update).as(change).hasMessageContaining("ERROR");
        }
        session.destroy();
    }

    @Test
    void the_purge_role_alone_can_delete() {
        superuser.sql("GRANT SELECT, DELETE ON audit_events TO " + TestDatabase.PURGE).update();
        SingleConnectionDataSource session = session(database.owner());
        JdbcClient sql = JdbcClient.create(session);
        sql.sql("SET ROLE " + TestDatabase.PURGE).update();
        assertThat(sql.sql("DELETE FROM audit_events WHERE log_index = 3").update()).isOne();
        sql.sql("RESET ROLE").update();
        assertThatThrownBy(sql.sql("DELETE FROM audit_events WHERE log_index = 4")::update)
                .hasMessageContaining("append-only");
        session.destroy();
    }

    private static SingleConnectionDataSource session(DataSource source) {
        try {
            return new SingleConnectionDataSource(source.getConnection(), true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"log_states, root", "chain_heads, event_hash", "log_tiles, hashes", "log_identity, origin",
            "log_keys, verifier_key", "log_key_retirements, note", "log_checkpoints, note", "log_cosignatures, line",
            "internal_events, log_index"})
    void companions_cannot_be_changed_even_by_the_owner_or_a_superuser(String table, String column) {
        for (JdbcClient sql : List.of(owner, superuser)) {
            assertThatThrownBy(sql.sql("UPDATE " + table + " SET " + column + " = " + column)::update)
                    .hasMessageContaining(table + " is append-only: UPDATE refused");
            // log_keys is truncated with what refers to it.
            assertThatThrownBy(sql.sql("TRUNCATE " + table + " CASCADE")::update)
                    .hasMessageContaining("is append-only: TRUNCATE refused");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "UPDATE audit_events SET severity = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events",
            "SELECT 1 FROM audit_events_0", "INSERT INTO audit_events_0 SELECT * FROM audit_events",
            "DELETE FROM log_states", "UPDATE log_states SET root = root", "DELETE FROM chain_heads",
            "DELETE FROM log_tiles", "UPDATE log_identity SET origin = 'x'", "DELETE FROM log_keys",
            "DELETE FROM log_key_retirements", "DELETE FROM internal_events",
            "UPDATE internal_events SET log_index = 1", "DELETE FROM log_checkpoints",
            "UPDATE log_cosignatures SET line = ''",
            "DELETE FROM ingest_requests", "UPDATE ingest_requests SET event_count = 1",
            "INSERT INTO log_segments VALUES (1, 2, 'x')", "UPDATE log_segments SET last_index = 1",
            "DELETE FROM log_segments", "ALTER TABLE audit_events DISABLE TRIGGER ALL", "DROP TABLE audit_events",
            "CREATE TABLE mine (id int)", "SELECT refuse_change()", "SET ROLE " + TestDatabase.PURGE,
            "SET ROLE " + TestDatabase.OWNER, "SELECT 1 FROM databasechangelog",
            "DO $$ BEGIN LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE; END $$"})
    void the_application_role_can_only_append_and_read(String statement) {
        assertThatThrownBy(application.sql(statement)::update).rootCause().hasMessageMatching(
                "(?s).*(permission denied|must be owner).*");
    }

    @Test
    void a_used_log_index_is_refused() {
        assertThatThrownBy(() -> TestRecords.insert(superuser, 9, 9)).hasMessageContaining("audit_events_0_pkey");
    }

    @Test
    void a_state_must_follow_the_newest() {
        for (String state : List.of("11, 0", "11, 9", "10, 10", "9, 10", "11, NULL", "12, 11")) {
            assertThatThrownBy(
                    superuser.sql("INSERT INTO log_states VALUES (" + state + ", sha256(''), '', now())")::update)
                    .as(state).hasMessageContaining("does not follow the newest state, of size 10");
        }
        assertThat(application.sql("INSERT INTO log_states VALUES (11, 10, sha256(''), '', now())").update()).isOne();
    }

    @Test
    void of_two_states_that_follow_the_same_at_once_the_second_is_refused() throws Exception {
        try (Connection first = database.application().getConnection();
                Connection second = database.application().getConnection()) {
            first.setAutoCommit(false);
            first.createStatement().execute("INSERT INTO log_states VALUES (11, 10, sha256('a'), '', now())");
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    second.createStatement().execute("INSERT INTO log_states VALUES (12, 10, sha256('b'), '', now())");
                    return "stored";
                } catch (SQLException e) {
                    return e.getSQLState();
                }
            });
            Waiting.forBackends(superuser, database.name(), 1);
            first.commit();
            assertThat(waiting.get()).isEqualTo("23505");
        }
    }

    @Test
    void pruning_leaves_what_is_newest_and_the_empty_log() {
        application.sql("INSERT INTO log_states VALUES (11, 10, sha256(''), '', now())").update();
        application.sql("INSERT INTO chain_heads VALUES ('correlation', 10, 10, 0, sha256('9'))").update();
        application.sql("INSERT INTO chain_heads VALUES ('other', 0, 11, 11, sha256('9'))").update();

        application.sql("SELECT prune_log_states(1000)").query().singleRow();
        application.sql("SELECT prune_chain_heads('{correlation,unknown}')").query().singleRow();

        assertThat(application.sql("SELECT size FROM log_states ORDER BY 1").query(Long.class).list())
                .containsExactly(0L, 11L);
        assertThat(application.sql("SELECT log_index FROM chain_heads ORDER BY 1").query(Long.class).list())
                .containsExactly(10L, 11L);
        assertThat(application.sql("INSERT INTO log_states VALUES (12, 11, sha256(''), '', now())").update()).isOne();
    }

    @Test
    void pruning_of_heads_reads_no_chains_but_those_it_is_told_however_many() {
        owner.sql("""
                INSERT INTO chain_heads
                SELECT 'chain-' || chain, seq, 2 * chain + seq, 2 * chain, ''
                  FROM generate_series(0, 99999) AS chain, generate_series(0, 1) AS seq""").update();
        owner.sql("ANALYZE chain_heads").update();
        String scans = "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'chain_heads'";
        long before = owner.sql(scans).query(Long.class).single();

        application.sql("""
                SELECT pg_stat_force_next_flush(),
                       prune_chain_heads(ARRAY(SELECT 'chain-' || chain FROM generate_series(0, 49999) AS chain))""")
                .query().singleRow();

        assertThat(owner.sql(scans).query(Long.class).single()).isEqualTo(before);
        assertThat(owner.sql("SELECT count(*) FROM chain_heads").query(Long.class).single()).isEqualTo(150_001);
    }

    @Test
    void pruning_of_requests_stops_at_its_limit_and_spares_young_ones() {
        application.sql("""
                INSERT INTO ingest_requests
                SELECT sha256(i::text::bytea), i, 1, '', now() - interval '25 h' FROM generate_series(1, 5) AS i""")
                .update();
        String prune = "SELECT prune_ingest_requests(now() - interval '24 h', 3)";

        assertThat(application.sql(prune).query(Integer.class).single()).isEqualTo(3);
        assertThat(application.sql(prune).query(Integer.class).single()).isEqualTo(2);
        assertThat(application.sql(prune).query(Integer.class).single()).isZero();
        assertThat(application.sql("SELECT count(*) FROM ingest_requests").query(Integer.class).single()).isOne();
    }

    /** Each day's requests lie where those of the day before were. */
    @Test
    void pruning_of_requests_reads_no_young_ones_wherever_they_lie() {
        String insert = """
                INSERT INTO ingest_requests
                SELECT sha256(i::text::bytea), i, 1, '', now() - %s * interval '1 h' FROM generate_series(1, 20000) AS i""";
        application.sql(insert.formatted(25)).update();
        application.sql("SELECT prune_ingest_requests(now() - interval '24 h', 20000)").query().singleRow();
        owner.sql("VACUUM ingest_requests").update();
        application.sql(insert.formatted(0)).update();
        String rows = """
                SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'ingest_requests'
                """;
        application.sql("SELECT pg_stat_force_next_flush()").query().singleRow();
        long before = owner.sql(rows).query(Long.class).single();

        application.sql("""
                SELECT pg_stat_force_next_flush(), prune_ingest_requests(now() - interval '24 h', 20000)""").query()
                .singleRow();

        assertThat(owner.sql(rows).query(Long.class).single() - before).isLessThan(10);
        assertThat(application.sql("SELECT count(*) FROM ingest_requests").query(Integer.class).single())
                .isEqualTo(20_001);
    }
}
