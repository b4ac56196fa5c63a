package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.ledger.Forger;
import io.datastorage.proof.LogFinding.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Objects;
import java.util.function.Consumer;

/** A log with a full tile of the second level, below which changed tiles do not show in the root. */
class LargeLogTest {
    private static final int RECORDS = 65_536 + 300;

    private static TestDatabase database;
    private static CheckedLog log;

    @BeforeAll
    static void append() {
        database = TestDatabase.migrated();
        log = CheckedLog.begun(database);
        for (int left = RECORDS; left > 0; left -= 2_000) {
            log.append(Collections.nCopies(Math.min(left, 2_000), TestEvents.event("chain-" + left % 7)));
        }
        assertThat(log.sign()).isEmpty();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void nothing_is_found_in_it() {
        assertThat(log.pass()).isEmpty();
        assertThat(log.verifier().verify("chain-0").findings()).isEmpty();
    }

    @Test
    void a_changed_tile_is_named_by_its_first_log_index() throws SQLException {
        after(jdbc -> jdbc.update("UPDATE log_tiles SET hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1)"
                + " WHERE level = 0 AND tile_index = 3"),
                changed -> assertThat(changed.pass()).singleElement()
                        .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Kind.TILE))
                        .satisfies(finding -> assertThat(finding.logIndex()).isEqualTo(768)));
    }

    @Test
    void a_changed_tile_of_the_second_level_is_named_and_does_not_hide_the_records() throws SQLException {
        after(jdbc -> {
            jdbc.update("UPDATE log_tiles SET hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1) WHERE level = 1");
            jdbc.update("UPDATE audit_events SET event_outcome = 'failure' WHERE log_index = 1234");
        }, changed -> assertThat(changed.pass()).extracting(LogFinding::kind, LogFinding::logIndex)
                .containsExactlyInAnyOrder(tuple(Kind.TILE, 0L),
                        tuple(Kind.RECORD, 1234L)));
    }

    @Test
    void a_record_rewritten_with_its_hash_and_its_tile_is_found_by_both_checks() throws SQLException {
        after(jdbc -> {
            jdbc.update("UPDATE audit_events SET event_outcome = 'failure' WHERE log_index = 700");
            new Forger(Objects.requireNonNull(jdbc.getDataSource())).hash(700);
            jdbc.update("""
                    UPDATE log_tiles
                       SET hashes = (SELECT string_agg(event_hash, '' ORDER BY log_index)
                                       FROM audit_events WHERE log_index BETWEEN 512 AND 767)
                     WHERE level = 0 AND tile_index = 2
                    """);
        }, changed -> {
            assertThat(changed.pass()).extracting(LogFinding::kind, LogFinding::logIndex)
                    .contains(tuple(Kind.TILE, 512L));
            ChainReport report = changed.verifier().verify(chain());
            assertThat(report.findings()).extracting(ChainReport.Finding::message)
                    .anyMatch(message -> message.contains("log indexes 512 to 767"));
            assertThat(report.verified()).isLessThan(report.total());
        });
    }

    @Test
    void several_threads_find_what_one_does() {
        try (TestDatabase changed = log.copy(); HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(changed.superuser());
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            jdbc.execute(Tampering.TRIGGERS_OFF);
            jdbc.update("UPDATE audit_events SET event_outcome = 'failure' WHERE log_index IN (42, 65000)");
            jdbc.update("UPDATE audit_events SET previous_event_hash = event_hash WHERE log_index = 5000");
            jdbc.update("DELETE FROM audit_events WHERE log_index IN (1000, 65535)");
            jdbc.update("UPDATE log_tiles SET hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1)"
                    + " WHERE level = 0 AND tile_index = 3");
            CheckedLog over = log.over(pool);
            assertThat(over.pass(3)).isEqualTo(over.pass(1)).extracting(LogFinding::kind, LogFinding::logIndex)
                    .contains(tuple(Kind.RECORD, 42L), tuple(Kind.RECORD, 65_000L), tuple(Kind.RECORD, 5_000L),
                            tuple(Kind.MISSING, 1_000L), tuple(Kind.MISSING, 65_535L), tuple(Kind.TILE, 768L));
        }
    }

    private static String chain() {
        return new JdbcTemplate(database.superuser()).query(
                "SELECT correlation_id FROM audit_events WHERE log_index = 700", (row, _) -> row.getString(1))
                .getFirst();
    }

    private static void after(Consumer<JdbcTemplate> tamper, Consumer<CheckedLog> check) throws SQLException {
        try (Connection connection = database.superuser().getConnection()) {
            connection.setAutoCommit(false);
            var tables = new SingleConnectionDataSource(connection, true);
            JdbcTemplate jdbc = new JdbcTemplate(tables);
            jdbc.execute(Tampering.TRIGGERS_OFF);
            tamper.accept(jdbc);
            check.accept(log.over(tables));
            connection.rollback();
        }
    }
}
