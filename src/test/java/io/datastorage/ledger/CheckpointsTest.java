package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.ledger.Checkpoints.Stored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class CheckpointsTest {
    private final TestDatabase database = TestDatabase.migrated();
    private final Checkpoints checkpoints = new Checkpoints(database.application());

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_checkpoint_is_stored_once_and_never_after_a_larger_one() {
        checkpoints.release(new Stored(0, 5, "five"));
        checkpoints.release(new Stored(0, 7, "seven"));
        checkpoints.release(new Stored(0, 7, "seven"));
        checkpoints.release(new Stored(0, 6, "six"));
        checkpoints.release(new Stored(0, 7, "seven with another key"));
        checkpoints.release(new Stored(1, 3, "three of the next epoch"));
        checkpoints.release(new Stored(0, 9, "nine"));
        assertThat(checkpoints.newest(10)).extracting(Stored::note).containsExactly("three of the next epoch",
                "seven with another key", "seven", "five");
    }

    @Test
    void those_who_release_at_once_take_turns_whatever_the_default_isolation_is() throws Exception {
        TestLedger.execute(database.superuser(),
                "ALTER DATABASE %s SET default_transaction_isolation = 'repeatable read'"
                        .formatted(database.name()));
        try (ExecutorService signers = Executors.newFixedThreadPool(4)) {
            for (int signer = 0; signer < 4; signer++) {
                int first = signer;
                signers.execute(() -> {
                    for (int size = first; size < 200; size += 4) {
                        checkpoints.release(new Stored(0, size, "checkpoint " + size));
                    }
                });
            }
        }
        List<Stored> inOrderOfRelease = checkpoints.newest(1_000);
        assertThat(inOrderOfRelease.getFirst().size()).isEqualTo(199);
        assertThat(TestLedger.count(database, """
                SELECT count(*)
                  FROM (SELECT size, lag(size) OVER (ORDER BY revision) AS before FROM log_checkpoints) AS released
                 WHERE size <= before
                """)).isZero();
    }

    @Test
    void of_old_checkpoints_the_last_of_each_hour_is_kept_with_its_cosignatures() throws Exception {
        for (int size = 1; size <= 6; size++) {
            checkpoints.release(new Stored(0, size, "checkpoint " + size));
            checkpoints.cosign(0, size, "cosignature of " + size);
        }
        TestLedger.execute(database.superuser(), """
                ALTER TABLE log_checkpoints DISABLE TRIGGER refuse_change;
                UPDATE log_checkpoints
                   SET signed_at = timestamptz '2026-01-07 10:50:00+00' + size * interval '4 minutes';
                ALTER TABLE log_checkpoints ENABLE ALWAYS TRIGGER refuse_change
                """);
        MaintenanceSettings settings = new MaintenanceSettings(Duration.ofSeconds(5), 1, Duration.ofHours(1),
                Duration.ofMinutes(10), Duration.ofHours(24));
        try (Maintenance maintenance = new Maintenance(database.application(), settings, TestLedger.REPLAY,
                new SupersededHeads())) {
            // 10:54, 10:58, 11:02 and 11:06 are older than a day, 11:10 and 11:14 are not.
            maintenance.run(Instant.parse("2026-01-08T11:08:00Z"));
        }
        assertThat(checkpoints.newest(10)).extracting(Stored::size).containsExactly(6L, 5L, 2L);
        assertThat(checkpoints.cosignatures(0, 2)).hasSize(1);
        assertThat(checkpoints.cosignatures(0, 3)).isEmpty();
        assertThat(checkpoints.newestCosigned()).map(Stored::size).hasValue(6L);
    }

    /** Years of them are there when the service has run for years. */
    @Test
    void pruning_reads_each_checkpoint_a_few_times_however_many_are_kept() throws Exception {
        // Without Materialize, which hides how often a row is looked at.
        TestLedger.execute(database.superuser(), """
                INSERT INTO log_checkpoints (epoch, size, note, signed_at)
                SELECT 0, n, 'of an hour', now() - interval '2 days' - (200 - n) * interval '1 hour'
                  FROM generate_series(1, 200) AS n;
                INSERT INTO log_checkpoints (epoch, size, note, signed_at)
                SELECT 0, 200 + n, 'of a second', now() - (3000 - n) * interval '1 second'
                  FROM generate_series(1, 3000) AS n;
                ANALYZE log_checkpoints;
                ALTER DATABASE %s SET enable_material = off
                """.formatted(database.name()));
        String rows = """
                SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
                 WHERE relname = 'log_checkpoints'
                """;
        long before = TestLedger.count(database, rows);
        TestLedger.execute(database.application(),
                "SELECT pg_stat_force_next_flush(), prune_log_checkpoints(now() - interval '1 day')");
        assertThat(TestLedger.count(database, rows) - before).isBetween(3_200L, 10_000L);
        assertThat(checkpoints.newest(10_000)).hasSize(3_200);
    }
}
