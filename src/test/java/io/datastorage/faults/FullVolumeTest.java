package io.datastorage.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.Clients;
import io.datastorage.Load;
import io.datastorage.Oracle;
import io.datastorage.PostgresProcess;
import io.datastorage.Rounds;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A part of the server's files is on a small volume, which fills up. Needs the right to mount one: root, on Linux. */
@Tag("faults")
@Tag("mount")
class FullVolumeTest {
    @TempDir
    private Path directory;

    private Path volume = Path.of("");

    @BeforeEach
    void a_small_volume() throws Exception {
        volume = Files.createDirectory(directory.resolve("volume"));
        var mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=256m,mode=0700", "datastorage-test",
                volume.toString()).redirectErrorStream(true).start();
        var said = new String(mount.getInputStream().readAllBytes(), UTF_8);
        assertThat(mount.waitFor()).as("mount(8) as this user, which these tests need: %s", said).isZero();
    }

    @AfterEach
    void the_volume_goes() throws Exception {
        assertThat(new ProcessBuilder("umount", "-l", volume.toString()).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void what_was_acknowledged_before_the_data_volume_was_full_stays_and_appends_go_on_after() throws Exception {
        try (var postgres = PostgresProcess.create(Map.of())) {
            var database = TestDatabase.migratedOn(postgres.port());
            var superuser = JdbcClient.create(postgres.superuser());
            superuser.sql("CREATE TABLESPACE small LOCATION '%s'".formatted(volume)).update();
            superuser.sql("ALTER DATABASE %s SET TABLESPACE small".formatted(database.name())).update();
            fillAndFree(postgres, database, "could not extend file");
        }
    }

    @Test
    void what_was_acknowledged_before_the_volume_of_the_write_ahead_log_was_full_stays_and_appends_go_on_after()
            throws Exception {
        try (var postgres = PostgresProcess.create(Map.of("wal_keep_size", "0", "max_wal_size", "96MB"))) {
            postgres.moveLog(volume.resolve("pg_wal"));
            var database = TestDatabase.migratedOn(postgres.port());
            fillAndFree(postgres, database, "PANIC:  could not write to file \"pg_wal/");
        }
    }

    private void fillAndFree(PostgresProcess postgres, TestDatabase database, String sign) throws Exception {
        try (var service = TestService.on(database, "datastorage.append.hold-for=2s");
                var clients = Clients.start(Load.mixed(16, 100, Rounds.seed()), List.of(service::api))) {
            var oracle = new Oracle(database, clients.receipts(), List.of());
            clients.awaitAcknowledged(500);
            var ballast = volume.resolve("ballast");
            fill(ballast);
            await().atMost(Duration.ofMinutes(1)).until(() -> postgres.log().contains(sign));
            await().atMost(Duration.ofMinutes(1)).until(() -> !clients.refusals().isEmpty());
            Files.delete(ballast);
            // A server that found no room to recover in has ended.
            postgres.start();
            clients.awaitAcknowledged(500);
            clients.stop();
            assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
            assertThat(clients.givenUp()).isZero();
            System.out.printf("full volume: %,d records, %s%n", oracle.finalLook(), clients.summary());
        }
    }

    /** Until there is no room for another byte. */
    private static void fill(Path file) throws IOException {
        var block = new byte[1 << 12];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }
}
