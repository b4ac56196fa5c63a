package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.ExactAppend;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import io.datastorage.ledger.TestLedger;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.log.Transition;
import io.datastorage.log.VerifierKey;
import io.datastorage.web.Http;
import io.datastorage.web.ProblemAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

/** A log whose database was rolled back goes on in a new epoch, when an operator says so. */
class EpochTest {
    private static final String BATCH = "/api/v1/audit/events/batch";
    private static final String CHECKPOINT = "/api/v1/log/checkpoint";

    private final TestDatabase database = TestDatabase.migrated();
    private final TestDatabase restored = rolledBack();

    /** 40 records were signed, and the copy of the database has the first 20. */
    private TestDatabase rolledBack() {
        TestDatabase copy;
        try (TestService service = TestService.on(database)) {
            post(service, 0, 20);
            awaitSigned(service, 20);
            copy = database.copy();
            post(service, 20, 20);
            awaitSigned(service, 40);
        }
        return copy.signedAs(database);
    }

    @AfterEach
    void drop() {
        database.close();
        restored.close();
    }

    @Test
    void the_prefix_stays_and_the_log_goes_on_under_a_new_origin() throws IOException {
        String old = origin(held(restored));
        VerifierKey oldKey = SigningKeys.read(restored.signing()).present().verifierKey();
        NewEpoch.Begun begun = newEpoch(restored).begin(new NewEpoch.Decision(20, "the one on call", "disk lost"));
        assertThat(begun.first().logIndex()).isEqualTo(20);
        try (TestService service = TestService.on(restored)) {
            var answer = service.api().post(BATCH + "?proof=true", GatewayEvents.batch(20, 5));
            String present = old.substring(0, old.length() - 1) + "1";
            assertThat(Http.json(answer).path("log_origin").asString()).isEqualTo(present);
            assertThat(Http.json(answer).path("receipts").path(0).path("log_index").asLong()).isEqualTo(21);
            awaitSigned(service, 26);
            assertThat(origin(service.api().get(CHECKPOINT).body())).isEqualTo(present);
            assertThat(Http.json(service.api().get("/api/v1/log/keys")).path("retired_keys")).isEmpty();

            String text = service.api().get("/api/v1/log/transition/1").body();
            SignedNote note = SignedNote.parse(text);
            Transition transition = Transition.parse(note.text());
            assertThat(transition.isSigned(note, oldKey)).isTrue();
            assertThat(transition.held().size()).isEqualTo(40);
            assertThat(transition.kept().size()).isEqualTo(20);
            assertThat(transition.newOrigin()).isEqualTo(present);
            assertThat(transition.keys()).containsExactly(
                    VerifierKey.parse(service.api().get("/api/v1/log/key").body().strip()));
            ProblemAssert.assertProblem(service.api().get("/api/v1/log/transition/2"), 404, "not-found");
            ProblemAssert.assertProblem(service.api().get("/api/v1/log/transition/0"), 404, "not-found");

            var first = Http.json(service.api().get("/api/v1/audit/events?event_category=datastorage")).path("data");
            assertThat(first).hasSize(1);
            var data = first.path(0).path("event_data");
            assertThat(data.path("held_size").asLong()).isEqualTo(40);
            assertThat(data.path("restored_size").asLong()).isEqualTo(20);
            assertThat(data.path("previous_origin").asString()).isEqualTo(old);
            assertThat(data.path("origin").asString()).isEqualTo(present);
            assertThat(data.path("decided_by").asString()).isEqualTo("the one on call");
            assertThat(data.path("reason").asString()).isEqualTo("disk lost");
            await().until(() -> Http.json(service.api().get("/api/v1/log/status")).path("self_check")
                    .has("last_full_pass"));
            assertThat(Http.json(service.api().get("/api/v1/log/status")).path("self_check").path("findings_total")
                    .asLong()).isZero();
        }
        assertThat(TestLedger.check(restored)).isEqualTo(26);
    }

    @Test
    void the_old_origin_signs_nothing_more_and_the_old_database_is_refused() throws IOException {
        newEpoch(restored).begin(new NewEpoch.Decision(20, "somebody", "a reason"));
        String held = held(restored);
        try (TestService service = TestService.starting(database,
                "datastorage.signing.directory=" + restored.signing())) {
            await().untilAsserted(() -> assertThat(service.api().get("/readyz").body()).contains("log_mismatch"));
            ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(40, 1)), 503,
                    "service-unavailable");
        }
        assertThat(held(restored)).isEqualTo(held);
    }

    @Test
    void a_running_signer_of_the_old_epoch_stops() throws IOException {
        try (TestService service = TestService.on(database)) {
            post(service, 40, 1);
            awaitSigned(service, 41);
            Files.copy(restored.signing().resolve("held-head"), restored.signing().resolve("held-head-before"));
            newEpoch(restored).begin(new NewEpoch.Decision(20, "somebody", "a reason"));
            Files.copy(restored.signing().resolve("held-head"), database.signing().resolve("held-head"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            await().untilAsserted(() -> assertThat(service.api().get("/readyz").body()).contains("log_mismatch"));
            ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(50, 1)), 503,
                    "service-unavailable");
        }
    }

    @Test
    void a_second_rollback_leads_to_a_third_origin() throws IOException {
        newEpoch(restored).begin(new NewEpoch.Decision(20, "somebody", "a reason"));
        TestDatabase again = restored.copy();
        try (TestService service = TestService.on(restored)) {
            post(service, 20, 20);
            awaitSigned(service, 41);
        }
        try (again) {
            again.signedAs(restored);
            newEpoch(again).begin(new NewEpoch.Decision(21, "somebody", "again"));
            assertThat(origin(held(again))).endsWith("/2");
            try (TestService service = TestService.on(again)) {
                post(service, 20, 3);
                awaitSigned(service, 25);
                assertThat(service.api().get("/api/v1/log/transition/2").statusCode()).isEqualTo(200);
            }
            assertThat(TestLedger.check(again)).isEqualTo(25);
        }
    }

    @Test
    void a_database_from_before_an_epoch_began_is_refused_and_may_begin_another() throws IOException {
        TestDatabase older = restored.copy();
        newEpoch(restored).begin(new NewEpoch.Decision(20, "somebody", "a reason"));
        try (older) {
            older.signedAs(restored);
            try (TestService service = TestService.starting(older)) {
                await().untilAsserted(() -> assertThat(service.api().get("/readyz").body()).contains("log_mismatch"));
            }
            newEpoch(older).begin(new NewEpoch.Decision(20, "somebody", "again"));
            try (TestService service = TestService.on(older)) {
                post(service, 20, 1);
                awaitSigned(service, 22);
            }
        }
    }

    @Test
    void nothing_is_given_up_that_is_there_or_that_was_not_decided_about() throws IOException {
        assertThatThrownBy(() -> newEpoch(database).begin(new NewEpoch.Decision(40, "somebody", "a reason")))
                .isInstanceOf(LogMismatchException.class).hasMessageContaining("continues what was signed");
        assertThatThrownBy(() -> newEpoch(restored).begin(new NewEpoch.Decision(19, "somebody", "a reason")))
                .isInstanceOf(LogMismatchException.class).hasMessageContaining("has 20 records, and --size says 19");
        Path held = restored.signing().resolve("held-head");
        String note = Files.readString(held);
        Files.delete(held);
        assertThatThrownBy(() -> newEpoch(restored).begin(new NewEpoch.Decision(20, "somebody", "a reason")))
                .isInstanceOf(LogMismatchException.class).hasMessageContaining("no head is held");
        Files.writeString(held, note);
        assertThat(TestLedger.check(restored)).isEqualTo(20);
        assertThat(TestLedger.check(database)).isEqualTo(40);
    }

    @Test
    void a_log_that_does_not_give_its_own_root_is_not_signed() throws IOException {
        String held = held(restored);
        JdbcTemplate jdbc = new JdbcTemplate(restored.superuser());
        jdbc.execute(Tampering.TRIGGERS_OFF);
        jdbc.update("UPDATE audit_events SET event_hash = set_byte(event_hash, 5, get_byte(event_hash, 5) # 1)"
                + " WHERE log_index = 7");
        assertThatThrownBy(() -> newEpoch(restored).begin(new NewEpoch.Decision(20, "somebody", "a reason")))
                .isInstanceOf(LogMismatchException.class).hasMessageContaining("do not give the root");
        assertThat(held(restored)).isEqualTo(held);
        assertThat(jdbc.queryForObject("SELECT count(*) FROM audit_events", Long.class)).isEqualTo(20);
    }

    private static NewEpoch newEpoch(TestDatabase database) {
        var connections = database.application();
        return new NewEpoch(new PresentKeys(SigningKeys.read(database.signing())),
                new HeldHeadFile(database.signing().resolve("held-head")), new LogStates(connections),
                new LogTiles(connections), new LogEntries(connections), new Checkpoints(connections),
                new ExactAppend(connections), Clock.systemUTC());
    }

    private static void post(TestService service, int first, int events) {
        var answer = service.api().post(BATCH, GatewayEvents.batch(first, events));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static void awaitSigned(TestService service, long size) {
        await().untilAsserted(() -> assertThat(checkpoint(service.api().get(CHECKPOINT).body()).size())
                .isEqualTo(size));
    }

    private static String held(TestDatabase database) throws IOException {
        return Objects.requireNonNull(new HeldHeadFile(database.signing().resolve("held-head")).read());
    }

    private static String origin(String note) {
        return checkpoint(note).origin();
    }

    private static Checkpoint checkpoint(String note) {
        return Checkpoint.parse(SignedNote.parse(note).text());
    }
}
