package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.Entry;
import io.datastorage.ledger.Receipt;
import io.datastorage.ledger.TestAppends;
import io.datastorage.ledger.TestLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;

/** Tampering as a superuser does it, past the triggers. */
class ChainVerifierTest {
    private final TestDatabase database = TestDatabase.migrated();
    private final ChainVerifier verifier = CheckedLog.unsigned(database).verifier();
    private String correlationId = "";
    private List<Receipt> receipts = List.of();

    @BeforeEach
    void append_a_chain_among_others() {
        correlationId = "c-" + System.nanoTime();
        receipts = TestAppends.append(database, List.of(
                TestEvents.event(correlationId), TestEvents.event(correlationId + "-other"),
                TestEvents.event(correlationId), TestEvents.event(correlationId), TestEvents.event(correlationId)))
                .stream().filter(r -> r.logIndex() % 5 != 1).toList();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    static List<String> columns() {
        return Tampering.EDITS.keySet().stream().sorted().toList();
    }

    @Test
    void an_untouched_chain_is_valid() {
        ChainReport report = verifier.verify(correlationId);
        assertThat(report.findings()).isEmpty();
        assertThat(report.total()).isEqualTo(4);
        assertThat(report.verified()).isEqualTo(4);
    }

    @Test
    void a_correlation_that_the_log_does_not_know_is_empty_and_valid() {
        ChainReport report = verifier.verify("nobody posted this");
        assertThat(report.isValid()).isTrue();
        assertThat(report.total()).isZero();
    }

    @Test
    void every_column_is_among_the_edits() throws SQLException {
        try (Connection connection = database.superuser().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT array_agg(attname::text ORDER BY attname COLLATE "C")
                          FROM pg_attribute
                         WHERE attrelid = 'audit_events'::regclass AND attnum > 0
                        """)) {
            row.next();
            assertThat((String[]) row.getArray(1).getArray()).containsExactlyElementsOf(columns());
        }
    }

    @ParameterizedTest
    @MethodSource("columns")
    void an_edit_of_any_column_names_the_event(String column) {
        for (int place : new int[]{0, 1, 3}) {
            append_a_chain_among_others();
            Receipt edited = receipts.get(place);
            String value = column.equals("log_index")
                    ? String.valueOf(60_000 - edited.logIndex())
                    : Tampering.EDITS.get(column);
            tamper("UPDATE audit_events SET %s = %s WHERE log_index = %d".formatted(column, value, edited.logIndex()));
            ChainReport report = verifier.verify(correlationId);
            assertThat(report.isValid()).as("%s of record %d", column, place).isFalse();
            // Without the hash of a record in it, the last tile of the tree proves nothing.
            assertThat(report.verified()).as(column)
                    .isEqualTo(column.equals("event_hash") || column.equals("log_index") ? 0 : 3);
            if (column.equals("event_id")) {
                assertThat(report.findings()).hasSize(1);
                assertThat(report.findings().getFirst().eventId()).hasToString("01890000-0000-7000-8000-000000000000");
            } else {
                assertThat(report.findings()).extracting(ChainReport.Finding::eventId)
                        .contains(edited.eventId()).doesNotContainAnyElementsOf(receipts.stream()
                                .map(Receipt::eventId).filter(id -> !id.equals(edited.eventId())).toList());
            }
        }
    }

    @Test
    void a_removed_record_is_missed_wherever_it_stood() {
        for (int place = 0; place < 4; place++) {
            append_a_chain_among_others();
            tamper("DELETE FROM audit_events WHERE log_index = " + receipts.get(place).logIndex());
            ChainReport report = verifier.verify(correlationId);
            assertThat(report.findings().getFirst().message()).contains("Number " + place).contains("missing");
            assertThat(report.findings().getFirst().expectedHash()).isEqualTo(receipts.get(place).eventHash());
            assertThat(report.findings()).extracting(ChainReport.Finding::logIndex)
                    .contains(receipts.get(place).logIndex());
            tamper("TRUNCATE audit_events, chain_heads, log_tiles; DELETE FROM log_states WHERE size > 0");
            assertThat(report.total()).isEqualTo(4);
        }
    }

    @Test
    void a_removed_chain_is_missed() {
        tamper("DELETE FROM audit_events WHERE correlation_id = '%s'".formatted(correlationId));
        ChainReport report = verifier.verify(correlationId);
        assertThat(report.findings()).extracting(ChainReport.Finding::message)
                .contains("Numbers 0 to 3 of the chain are missing from the log.",
                        "Log index 0 has no record, nor have 3 others up to log index 4; whichever chain it was of, the"
                                + " log is not whole.");
    }

    @Test
    void no_chain_is_valid_while_a_record_of_another_is_missing() {
        tamper("DELETE FROM audit_events WHERE log_index = 1");
        tamper("DELETE FROM chain_heads WHERE correlation_id = '%s-other'".formatted(correlationId));
        for (String chain : List.of(correlationId, correlationId + "-other", "nobody posted this")) {
            assertThat(verifier.verify(chain).findings()).extracting(ChainReport.Finding::logIndex).contains(1L);
        }
    }

    @Test
    void a_removed_head_is_noticed() {
        tamper("DELETE FROM chain_heads WHERE correlation_id = '%s'".formatted(correlationId));
        assertThat(verifier.verify(correlationId).findings()).singleElement().satisfies(
                finding -> assertThat(finding.message()).contains("its head is missing"));
    }

    @Test
    void swapped_records_are_named() {
        tamper("""
                UPDATE audit_events
                   SET (chain_seq, previous_event_hash) = (SELECT chain_seq, previous_event_hash
                                                             FROM audit_events AS other
                                                            WHERE other.log_index = CASE audit_events.log_index
                                                                    WHEN %1$d THEN %2$d ELSE %1$d END)
                 WHERE log_index IN (%1$d, %2$d)
                """.formatted(receipts.get(1).logIndex(), receipts.get(2).logIndex()));
        assertThat(verifier.verify(correlationId).findings()).extracting(ChainReport.Finding::eventId)
                .containsExactly(receipts.get(1).eventId(), receipts.get(2).eventId());
    }

    @Test
    void a_record_rewritten_with_its_hash_recomputed_breaks_the_link_behind_it_or_the_head() {
        for (int place = 0; place < 4; place++) {
            append_a_chain_among_others();
            long index = receipts.get(place).logIndex();
            tamper("UPDATE audit_events SET event_action = 'rewritten' WHERE log_index = " + index);
            byte[] hash = Entry.hash(Entry.of(TestLedger.records(database).get((int) index)));
            tamper("UPDATE audit_events SET event_hash = '\\x%s' WHERE log_index = %d"
                    .formatted(HexFormat.of().formatHex(hash), index));
            assertThat(verifier.verify(correlationId).findings()).filteredOn(finding -> finding.eventId() != null)
                    .singleElement().extracting(ChainReport.Finding::eventId)
                    .isEqualTo(receipts.get(Math.min(place + 1, 3)).eventId());
        }
    }

    @Test
    void a_record_moved_in_from_another_chain_is_named() {
        tamper("UPDATE audit_events SET correlation_id = '%s' WHERE log_index = %d"
                .formatted(correlationId, receipts.get(0).logIndex() + 1));
        ChainReport report = verifier.verify(correlationId);
        assertThat(report.findings()).hasSize(1);
        assertThat(report.verified()).isEqualTo(4);
        assertThat(verifier.verify(correlationId + "-other").findings()).singleElement()
                .satisfies(finding -> assertThat(finding.eventId()).isEqualTo(report.findings().getFirst().eventId()));
    }

    private void tamper(String sql) {
        try (Connection connection = database.superuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Tampering.TRIGGERS_OFF);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
