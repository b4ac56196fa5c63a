package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;
import io.datastorage.web.Http;
import io.datastorage.web.ProblemAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What the service does when the database, the key and the held head do not fit together. */
class HeldHeadTest {
    private static final String BATCH = "/api/v1/audit/events/batch";
    private static final String CHECKPOINT = "/api/v1/log/checkpoint";

    private final TestDatabase database = TestDatabase.migrated();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_database_restored_from_an_older_copy_is_read_and_not_appended_to() throws Exception {
        TestDatabase older;
        try (TestService service = TestService.on(database)) {
            post(service, 0, 20);
            awaitSigned(service, 20);
            older = database.copy();
            post(service, 20, 20);
            awaitSigned(service, 40);
        }
        try (older; TestService service = on(older, database.signing(), "log_mismatch")) {
            ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(40, 1)), 503,
                    "service-unavailable");
            assertThat(Http.json(service.api().get("/api/v1/audit/events")).path("pagination").path("total").asInt())
                    .isEqualTo(20);
            assertThat(service.management().get("/readyz").statusCode()).isEqualTo(200);
            ProblemAssert.assertProblem(service.api().get(CHECKPOINT), 503, "not-signed");
        }
        assertThat(size(Files.readString(database.signing().resolve("held-head")))).isEqualTo(40);
    }

    @Test
    void a_repetition_is_not_answered_before_the_database_was_compared() throws Exception {
        var batch = GatewayEvents.batch(0, 3);
        HttpResponse<String> first;
        try (TestService service = TestService.on(database)) {
            first = service.api().post(BATCH, batch);
        }
        assertThat(first.statusCode()).isEqualTo(201);
        try (var looking = database.owner().getConnection(); var lock = looking.createStatement()) {
            // The schema cannot be looked at, and nothing is compared before it was.
            looking.setAutoCommit(false);
            lock.execute("LOCK TABLE databasechangelog");
            try (TestService service = TestService.starting(database, "datastorage.append.hold-for=1s")) {
                ProblemAssert.assertProblem(service.api().post(BATCH, batch), 503, "database-error");
                looking.rollback();
                service.awaitReady();
                var again = service.api().post(BATCH, batch);
                assertThat(again.headers().firstValue("Idempotent-Replay")).hasValue("true");
                assertThat(again.body()).isEqualTo(first.body());
            }
        }
    }

    @Test
    void a_log_that_went_another_way_than_was_signed_is_not_appended_to_even_if_it_is_longer() throws Exception {
        TestDatabase fork;
        try (TestService service = TestService.on(database)) {
            post(service, 0, 20);
            awaitSigned(service, 20);
            fork = database.copy();
            post(service, 20, 20);
            awaitSigned(service, 40);
        }
        Path elsewhere = fork.signing();
        copy(database.signing(), elsewhere, "key.pem", "origin");
        Files.writeString(elsewhere.resolve("held-head"), firstHead(fork));
        try (TestService service = TestService.on(fork)) {
            post(service, 20, 60);
            awaitSigned(service, 80);
        }
        try (fork; TestService service = on(fork, database.signing(), "log_mismatch")) {
            ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(80, 1)), 503,
                    "service-unavailable");
        }
    }

    @Test
    void a_rollback_under_a_running_service_stops_it_from_appending() throws Exception {
        try (TestService service = TestService.on(database)) {
            post(service, 0, 20);
            awaitSigned(service, 20);
            try (var connection = database.superuser().getConnection(); var sql = connection.createStatement()) {
                sql.execute("SET session_replication_role = replica");
                sql.execute("DELETE FROM log_states WHERE size >= 20");
            }
            awaitReason(service, "log_mismatch");
            ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(20, 1)), 503,
                    "service-unavailable");
        }
    }

    @Test
    void a_key_of_another_installation_signs_and_appends_nothing() throws Exception {
        try (TestService service = TestService.on(database)) {
            post(service, 0, 1);
        }
        Path other = database.signing().resolveSibling(database.name() + "-other");
        try (TestService service = on(database, other, "log_mismatch")) {
            ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(1, 1)), 503,
                    "service-unavailable");
        }
        assertThat(other.resolve("held-head")).doesNotExist();
    }

    @Test
    void a_log_whose_held_head_is_lost_is_appended_to_but_not_signed_until_an_operator_confirms_it() throws Exception {
        try (TestService service = TestService.on(database)) {
            post(service, 0, 20);
            awaitSigned(service, 20);
        }
        Files.delete(database.signing().resolve("held-head"));
        try (TestService service = TestService.on(database)) {
            post(service, 20, 20);
            ProblemAssert.assertProblem(service.api().get(CHECKPOINT), 503, "not-signed");
            assertThat(database.signing().resolve("held-head")).doesNotExist();

            assertThat(service.bean(Signer.class).confirm()).isInstanceOf(SigningRound.Held.class);
            awaitSigned(service, 40);
        }
    }

    @Test
    void nothing_is_appended_before_the_held_head_was_read_once_and_nothing_signed_while_it_is_away() throws Exception {
        Path volume = database.signing().resolve("volume");
        try (TestService service = TestService.starting(database,
                "datastorage.held-head.file=" + volume.resolve("held-head"),
                "datastorage.append.hold-for=500ms")) {
            awaitReason(service, "held_head_unreachable");
            ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(0, 1)), 503, "database-error");

            Files.createDirectories(volume);
            service.awaitReady();
            post(service, 1, 20);
            awaitSigned(service, 20);

            Path moved = database.signing().resolve("moved");
            Files.move(volume, moved);
            post(service, 21, 20);
            assertThat(service.api().get("/readyz").statusCode()).isEqualTo(200);
            assertThat(size(service.api().get(CHECKPOINT).body())).isEqualTo(20);

            Files.move(moved, volume);
            awaitSigned(service, 40);
        }
    }

    @Test
    void keys_rotate_with_an_overlap_and_the_successor_says_where_the_retired_key_ended() throws Exception {
        VerifierKey first;
        try (TestService service = TestService.on(database)) {
            post(service, 0, 10);
            awaitSigned(service, 10);
            first = VerifierKey.parse(service.api().get("/api/v1/log/key").body().strip());
        }
        Path keys = database.signing();
        Files.move(keys.resolve("key.pem"), keys.resolve("previous-key.pem"));
        VerifierKey second;
        try (TestService service = TestService.on(database)) {
            List<VerifierKey> both = service.api().get("/api/v1/log/key").body().lines().map(VerifierKey::parse)
                    .toList();
            assertThat(both).hasSize(2).last().isEqualTo(first);
            second = both.getFirst();
            await().until(() -> second.verifies(note(service)) && first.verifies(note(service)));
            post(service, 10, 10);
            awaitSigned(service, 20);
            assertThat(first.verifies(note(service)) && second.verifies(note(service))).isTrue();
        }
        Files.delete(keys.resolve("previous-key.pem"));
        try (TestService service = TestService.on(database)) {
            post(service, 20, 10);
            awaitSigned(service, 30);
            assertThat(first.verifies(note(service))).isFalse();
            assertThat(second.verifies(note(service))).isTrue();
            var retired = Http.json(service.api().get("/api/v1/log/keys")).path("retired_keys");
            assertThat(retired).hasSize(1);
            assertThat(retired.path(0).path("key").asString()).isEqualTo(first.toString());
            assertThat(retired.path(0).path("last_size").asLong()).isEqualTo(20);
            SignedNote statement = SignedNote.parse(retired.path(0).path("statement").asString());
            assertThat(second.verifies(statement)).isTrue();
            assertThat(statement.text()).contains(first.toString()).contains("\n20\n");
        }
    }

    @Test
    void the_key_is_readable_by_its_user_alone() throws Exception {
        SigningKeys.generate(database.signing(), "localhost");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database.signing().resolve("key.pem"))))
                .isEqualTo("rw-------");
        assertThat(SigningKeys.read(database.signing()).toString()).doesNotContain("PRIVATE", "BEGIN");
    }

    private static TestService on(TestDatabase database, Path signing, String reason) {
        TestService service = TestService.starting(database, "datastorage.signing.directory=" + signing);
        awaitReason(service, reason);
        return service;
    }

    private static void awaitReason(TestService service, String reason) {
        await().untilAsserted(() -> assertThat(service.api().get("/readyz").body()).contains(reason));
    }

    private static void post(TestService service, int first, int events) {
        HttpResponse<String> answer = service.api().post(BATCH, GatewayEvents.batch(first, events));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static void awaitSigned(TestService service, long size) {
        await().untilAsserted(() -> assertThat(size(service.api().get(CHECKPOINT).body())).isEqualTo(size));
    }

    private static SignedNote note(TestService service) {
        return SignedNote.parse(service.api().get(CHECKPOINT).body());
    }

    private static long size(String note) {
        return Checkpoint.parse(SignedNote.parse(note).text()).size();
    }

    private static String firstHead(TestDatabase database) {
        return new Checkpoints(database.application()).newest(1).getFirst().note();
    }

    private static void copy(Path from, Path to, String... files) throws IOException {
        Files.createDirectories(to);
        for (String file : files) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
    }
}
