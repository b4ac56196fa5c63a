package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.ledger.TestLedger;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.web.ProblemAssert;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** A server's files are copied while the service appends, and started as another server. */
class RestoredBackupTest {
    private static final String BATCH = "/api/v1/audit/events/batch";
    /** Segments of the WAL stay until the test copies them. */
    private static final Map<String, String> KEEPING_WAL = Map.of("wal_keep_size", "'1GB'");

    @Test
    void a_backup_with_all_wal_has_every_acknowledged_event_and_is_continued() {
        try (TestDatabase original = TestDatabase.createWith(KEEPING_WAL)) {
            PhysicalBackup backup;
            Clients clients;
            try (TestService service = TestService.on(original)) {
                var api = service.api();
                clients = Clients.start(4, 20, () -> api);
                clients.awaitAcknowledged(500);
                backup = PhysicalBackup.of(original);
                clients.awaitAcknowledged(500);
                clients.stop();
                awaitSigned(service, TestLedger.records(original).size());
            }
            backup.addWal(original);
            TestDatabase restored = original.restoredFrom(backup.files());
            clients.check(restored);
            try (TestService service = TestService.on(restored)) {
                int size = clients.acknowledged();
                assertThat(service.api().post(BATCH, GatewayEvents.batch(1_000_000, 20)).statusCode()).isEqualTo(201);
                awaitSigned(service, size + 20);
            }
            clients.check(restored);
        }
    }

    @Test
    void a_backup_without_its_last_wal_is_read_and_not_appended_to() throws IOException {
        try (TestDatabase original = TestDatabase.createWith(KEEPING_WAL)) {
            PhysicalBackup backup;
            try (TestService service = TestService.on(original)) {
                service.api().post(BATCH, GatewayEvents.batch(0, 20));
                awaitSigned(service, 20);
                backup = PhysicalBackup.of(original);
                service.api().post(BATCH, GatewayEvents.batch(20, 20));
                awaitSigned(service, 40);
            }
            String held = Files.readString(original.signing().resolve("held-head"));
            TestDatabase restored = original.restoredFrom(backup.files());
            try (TestService service = TestService.starting(restored)) {
                await().untilAsserted(() -> assertThat(service.api().get("/readyz").body()).contains("log_mismatch"));
                ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(40, 1)), 503,
                        "service-unavailable");
            }
            assertThat(TestLedger.check(restored)).isEqualTo(20);
            assertThat(original.signing().resolve("held-head")).hasContent(held);
        }
    }

    private static void awaitSigned(TestService service, int size) {
        await().untilAsserted(() -> assertThat(Checkpoint.parse(SignedNote.parse(
                service.api().get("/api/v1/log/checkpoint").body()).text()).size()).isEqualTo(size));
    }
}
