package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.AuditRecord;
import io.datastorage.ledger.Forger;
import io.datastorage.ledger.LogIdentity;
import io.datastorage.log.Hashes;
import io.datastorage.log.SigningKey;
import io.datastorage.proof.LogFinding.Kind;
import io.datastorage.proof.Tampering.Case;
import io.datastorage.proof.Tampering.Done;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Every way to tamper with a log, at random places of random logs, as many as the system property {@code tamper.seeds}
 * says. Each is done in a transaction as a superuser, looked at from inside it, and rolled back.
 */
class TamperMatrixTest {
    private static final int SEEDS = Integer.getInteger("tamper.seeds", 2);
    private static final Pattern RANGE = Pattern.compile("one of the log indexes (\\d+) to (\\d+)");

    private @Nullable TestDatabase used;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @AfterEach
    void drop() {
        if (used != null) {
            used.close();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_is_changed_is_found_and_named(long seed) throws SQLException {
        RandomLog made = RandomLog.signed(seed, seed % 2 == 0 ? 300 : 12);
        TestDatabase database = made.log().database();
        used = database;
        for (Case tampering : Tampering.cases()) {
            try (Connection connection = database.superuser().getConnection()) {
                connection.setAutoCommit(false);
                var tables = new SingleConnectionDataSource(connection, true);
                new JdbcTemplate(tables).execute(Tampering.TRIGGERS_OFF);
                Done done = tampering.tamper().on(new TamperedTables(tables, new Random(seed)));
                assertFound(tampering, done, made.log().over(tables), seed);
                connection.rollback();
                tables.destroy();
            }
        }
        assertThat(made.log().pass()).isEmpty();
    }

    private void assertFound(Case tampering, Done done, CheckedLog log, long seed) {
        String what = "%s, seed %d, log index %d of %d".formatted(tampering.name(), seed, done.firstBad(),
                log.latestSize());
        Optional<String> refused = log.sign();
        assertThat(refused.isPresent()).as("signer refuses: " + what).isEqualTo(tampering.signerRefuses());
        List<LogFinding> findings = log.pass();
        assertThat(findings).as("self-check: " + what).isNotEmpty();
        assertThat(findings).as(what).extracting(LogFinding::kind).containsAnyElementsOf(tampering.kinds());
        assertNamed(done.firstBad(), findings, what);
        if (done.chain() != null) {
            ChainReport report = log.verifier().verify(done.chain());
            assertThat(report.isValid()).as("verify-chain: " + what).isFalse();
        }
    }

    /** By its log index; or, where the last tile of the tree is what was changed, by the checkpoints that surround it. */
    private static void assertNamed(long firstBad, List<LogFinding> findings, String what) {
        if (firstBad < 0) {
            return;
        }
        Set<Kind> notRecords = Set.of(Kind.HELD_HEAD, Kind.ROOT);
        var named = findings.stream().filter(f -> !notRecords.contains(f.kind()) && f.logIndex() != null)
                .mapToLong(LogFinding::logIndex).min();
        boolean inTheEdge = findings.stream().anyMatch(finding -> finding.kind() == Kind.ROOT);
        if (!inTheEdge) {
            assertThat(named).as(what + " " + findings).hasValue(firstBad);
        } else {
            named.ifPresent(index -> assertThat(index).as(what).isGreaterThanOrEqualTo(firstBad));
            // A record below those may be bad all the same, but then its leaf is right and names it.
            findings.stream().map(finding -> RANGE.matcher(finding.message())).filter(Matcher::find)
                    .filter(_ -> named.isEmpty() || named.getAsLong() != firstBad)
                    .forEach(range -> assertThat(firstBad).as(what).isBetween(Long.parseLong(range.group(1)),
                            Long.parseLong(range.group(2))));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_older_copy_is_found_and_so_is_what_grows_from_it(long seed) {
        RandomLog made = RandomLog.signed(seed, 3);
        TestDatabase database = made.log().database();
        used = database;
        try (TestDatabase copy = made.log().copy()) {
            long before = made.log().latestSize();
            made.append(1 + (int) (seed % 7));
            assertThat(made.log().sign()).isEmpty();
            CheckedLog restored = made.log().on(copy);
            // Behind, and nothing else: no leaf of it was changed.
            assertThat(restored.pass()).extracting(LogFinding::kind, LogFinding::logIndex)
                    .containsExactly(tuple(Kind.HELD_HEAD, before));
            assertThat(restored.verifier().verify(made.chain(0)).isValid()).isFalse();
            assertThat(restored.sign()).hasValueSatisfying(why -> assertThat(why).contains("behind the held head"));

            RandomLog fork = made.on(copy, seed);
            fork.append(10);
            CheckedLog forked = made.log().on(copy);
            assertThat(forked.sign()).hasValueSatisfying(why -> assertThat(why).contains("beside the held head"));
            assertThat(forked.pass()).extracting(LogFinding::kind).contains(Kind.ROOT);
            assertNamed(before, forked.pass(), "fork, seed " + seed);
            assertThat(forked.verifier().verify(made.chain(0)).isValid()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_log_that_grew_after_it_was_rewritten_is_refused_even_by_an_instance_that_has_seen_no_checkpoint(long seed)
            throws SQLException {
        RandomLog made = RandomLog.signed(seed, 3);
        TestDatabase database = made.log().database();
        used = database;
        JdbcTemplate jdbc = new JdbcTemplate(database.superuser());
        jdbc.execute(Tampering.TRIGGERS_OFF);
        jdbc.update("UPDATE audit_events SET event_action = 'rewritten' WHERE log_index = 1");
        Forger forger = new Forger(database.superuser());
        forger.chains(_ -> true);
        forger.tree();
        made.append(5);
        CheckedLog restarted = CheckedLog.signed(database);
        assertThat(restarted.sign()).hasValueSatisfying(why -> assertThat(why).contains("beside the held head"));
        assertThat(restarted.pass()).extracting(LogFinding::kind).contains(Kind.HELD_HEAD);
        List<AuditRecord> records = forger.records();
        assertThat(restarted.verifier().verify(records.getFirst().event().correlationId()).isValid()).isFalse();
    }

    @Test
    void what_was_appended_past_the_service_and_does_not_follow_its_chain_is_found() throws SQLException {
        CheckedLog log = begun(4);
        try (Connection connection = log.database().superuser().getConnection()) {
            var tables = new SingleConnectionDataSource(connection, true);
            new JdbcTemplate(tables).execute(Tampering.TRIGGERS_OFF);
            Forger forger = new Forger(tables);
            forger.append(forger.records().getLast(), 7);
        }
        assertThat(log.sign()).isEmpty();
        assertThat(log.pass()).singleElement().isEqualTo(new LogFinding(Kind.LINK, 4L,
                "The record is number 7 of its chain, and the record before it in the log is number 3."));
    }

    @Test
    void a_checkpoint_that_was_signed_with_a_stolen_key_is_found() {
        CheckedLog log = begun(4);
        new JdbcTemplate(log.database().superuser()).update(
                "INSERT INTO log_checkpoints (epoch, size, note) VALUES (0, 3, ?)",
                SigningKeys.read(log.database().signing()).sign(3, new byte[32]));
        assertThat(log.pass()).singleElement().isEqualTo(new LogFinding(Kind.CHECKPOINT, null,
                "The stored checkpoint of 3 records has another root than the log had at that size."));
    }

    @Test
    void a_checkpoint_that_another_key_signed_is_found_though_its_root_is_right() {
        CheckedLog log = begun(4);
        LogIdentity identity = SigningKeys.read(log.database().signing()).identity();
        SigningKeys others = new SigningKeys(identity, List.of(SigningKey.generate(identity.origin())));
        new JdbcTemplate(log.database().superuser()).update(
                "INSERT INTO log_checkpoints (epoch, size, note) VALUES (0, 0, ?)", others.sign(0, Hashes.empty()));
        assertThat(log.pass()).singleElement().isEqualTo(new LogFinding(Kind.CHECKPOINT, null,
                "The stored checkpoint of 0 records was not signed by a key of the log."));
    }

    /** A signed log of one chain. */
    private CheckedLog begun(int records) {
        TestDatabase database = TestDatabase.migrated();
        used = database;
        CheckedLog log = CheckedLog.begun(database);
        log.append(Collections.nCopies(records, TestEvents.event("chain")));
        assertThat(log.sign()).isEmpty();
        return log;
    }
}
