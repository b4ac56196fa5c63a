package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.datastorage.GatewayEvents;
import io.datastorage.LogCommand;
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
import io.datastorage.web.Http;
import io.datastorage.web.ProblemAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/** A new epoch whose command ends half-way: 40 records were signed, the database has the first 20 and perhaps one more. */
class EpochCrashTest {
    private static final String BATCH = "/api/v1/audit/events/batch";
    private static final NewEpoch.Decision DECISION = new NewEpoch.Decision(20, "the one on call", "disk lost");

    private final TestDatabase database = TestDatabase.migrated();
    private final TestDatabase restored = rolledBack();
    private final HeldHeadStore place = new HeldHeadFile(restored.signing().resolve("held-head"));

    private TestDatabase rolledBack() {
        TestDatabase copy;
        try (TestService service = TestService.on(database)) {
            post(service, 0, 20);
            copy = database.copy();
            post(service, 20, 20);
        }
        return copy.signedAs(database);
    }

    @AfterEach
    void drop() {
        database.close();
        restored.close();
    }

    /** Where the process ends: before anything is stored, or when all is. */
    private enum End {
        BEFORE, AFTER
    }

    /** The place of the held head, at which the process of the command ends. */
    private record Fatal(HeldHeadStore place, End end) implements HeldHeadStore {
        @Override
        public @Nullable String read() throws IOException {
            return place.read();
        }

        @Override
        public boolean swap(@Nullable String expected, String note) throws IOException {
            return place.swap(expected, note);
        }

        @Override
        public boolean begin(String expected, String note, int epoch, String transition) throws IOException {
            if (end == End.AFTER) {
                place.begin(expected, note, epoch, transition);
            }
            throw new IOException("the process ends");
        }

        @Override
        public Optional<String> transition(int epoch) throws IOException {
            return place.transition(epoch);
        }
    }

    @Test
    void the_same_command_completes_what_ended_before_the_swap() throws IOException {
        endHalfWay(End.BEFORE);
        assertThat(TestLedger.check(restored)).isEqualTo(21);
        assertThat(checkpoint(held()).origin()).endsWith("/0");

        assertNothingGoesOn();
        assertRefused(new NewEpoch.Decision(20, "somebody else", "disk lost"), "--decided-by='the one on call'");
        assertRefused(new NewEpoch.Decision(20, "the one on call", "no reason"), "--reason='disk lost'");
        assertRefused(new NewEpoch.Decision(21, "the one on call", "disk lost"), "--size=20");
        assertThat(TestLedger.check(restored)).isEqualTo(21);

        NewEpoch.Begun begun = newEpoch(place).begin(DECISION);
        assertThat(begun.first().logIndex()).isEqualTo(20);
        assertThat(begun.first().eventHash()).isEqualTo(TestLedger.records(restored).get(20).eventHash());
        assertThat(begun.head().checkpoint().size()).isEqualTo(21);
        assertThat(transition(begun.transition()).held().size()).isEqualTo(40);
        assertThat(transition(begun.transition()).kept().size()).isEqualTo(20);
        assertTheLogGoesOn(1, 21);
    }

    /** The command of an operator, with a decision of its own. */
    @Test
    void another_command_is_refused_and_its_words_are_told() throws IOException {
        endHalfWay(End.BEFORE);
        LogCommand.Ended refused = LogCommand.run(restored, "new-epoch", "--size=20", "--decided-by=another",
                "--reason=another");
        assertThat(refused.code()).isOne();
        assertThat(refused.out()).startsWith("Refused: log index 20 is the first record of this epoch")
                .contains("--size=20, --decided-by='the one on call' and --reason='disk lost'");
        LogCommand.Ended completed = LogCommand.run(restored, "new-epoch", "--size=20",
                "--decided-by=the one on call", "--reason=disk lost");
        assertThat(completed.code()).as(completed.out()).isZero();
        assertThat(completed.out()).contains("/1, with 21 records", "at log index 20");
        assertTheLogGoesOn(1, 21);
    }

    @Test
    void after_the_swap_the_epoch_has_begun_and_the_command_says_so() throws IOException {
        endHalfWay(End.AFTER);
        String held = held();
        assertThat(checkpoint(held).origin()).endsWith("/1");
        assertRefused(DECISION, "The log is in epoch 1: held-head show prints the note that led there");
        assertRefused(new NewEpoch.Decision(21, "somebody", "a reason"), "continues what was signed");
        assertThat(held()).isEqualTo(held);
        assertThat(LogCommand.run(restored, "show").out()).contains(place.transition(1).orElseThrow());
        assertTheLogGoesOn(1, 21);
    }

    /** The lost part turned up after all, and nothing has begun. */
    @Test
    void what_ended_before_the_swap_does_not_hold_the_old_epoch_up() throws IOException {
        endHalfWay(End.BEFORE);
        // As a file system keeps it when the process ends between the two files.
        Files.writeString(restored.signing().resolve("held-head.transition-1"), "of no consequence\n");
        try (TestService service = TestService.on(database, "datastorage.signing.directory=" + restored.signing())) {
            post(service, 40, 2);
            ProblemAssert.assertProblem(service.api().get("/api/v1/log/transition/1"), 404, "not-found");
        }
        assertThat(checkpoint(held()).origin()).endsWith("/0");
        assertThat(checkpoint(held()).size()).isEqualTo(42);

        // What was left behind gave up less than is held now: another record says so.
        assertRefused(DECISION, "the database has 21 records, and --size says 20");
        NewEpoch.Begun begun = newEpoch(place).begin(new NewEpoch.Decision(21, "the one on call", "lost again"));
        assertThat(begun.first().logIndex()).isEqualTo(21);
        assertThat(place.transition(1)).contains(begun.transition());
        assertThat(transition(begun.transition()).held().size()).isEqualTo(42);
        assertThat(transition(begun.transition()).kept().size()).isEqualTo(21);
        assertTheLogGoesOn(2, 22);
    }

    @Test
    void a_record_that_was_changed_is_not_taken_for_the_first_of_an_epoch() throws IOException {
        endHalfWay(End.BEFORE);
        JdbcTemplate superuser = new JdbcTemplate(restored.superuser());
        superuser.execute("ALTER TABLE audit_events DISABLE TRIGGER refuse_change");
        superuser.update("UPDATE audit_events SET salt = substr(sha256(salt), 1, 16) WHERE log_index = 20");
        assertRefused(DECISION, "the database has 21 records, and --size says 20");
    }

    private void endHalfWay(End end) {
        assertThatThrownBy(() -> newEpoch(new Fatal(place, end)).begin(DECISION)).isInstanceOf(IOException.class);
    }

    private void assertRefused(NewEpoch.Decision decision, String why) {
        assertThatThrownBy(() -> newEpoch(place).begin(decision)).isInstanceOf(LogMismatchException.class)
                .hasMessageContaining(why);
    }

    /** A service that starts before the command is run again. */
    private void assertNothingGoesOn() throws IOException {
        String held = held();
        try (TestService service = TestService.starting(restored)) {
            await().untilAsserted(() -> assertThat(service.api().get("/readyz").body()).contains("log_mismatch"));
            ProblemAssert.assertProblem(service.api().post(BATCH, GatewayEvents.batch(40, 1)), 503,
                    "service-unavailable");
        }
        assertThat(held()).isEqualTo(held);
        assertThat(TestLedger.check(restored)).isEqualTo(21);
    }

    /** In epoch 1, and with so many records that say that it begins. */
    private void assertTheLogGoesOn(int records, int size) throws IOException {
        try (TestService service = TestService.on(restored)) {
            assertThat(Http.json(service.api().get("/api/v1/audit/events?event_category=datastorage")).path("data"))
                    .hasSize(records);
            post(service, 50, 2);
            await().until(() -> Http.json(service.api().get("/api/v1/log/status")).path("self_check")
                    .has("last_full_pass"));
            assertThat(Http.json(service.api().get("/api/v1/log/status")).path("self_check").path("findings_total")
                    .asLong()).isZero();
        }
        assertThat(checkpoint(held()).origin()).endsWith("/1");
        assertThat(checkpoint(held()).size()).isEqualTo(size + 2);
        assertThat(TestLedger.check(restored)).isEqualTo(size + 2);
    }

    private NewEpoch newEpoch(HeldHeadStore store) {
        var connections = restored.application();
        return new NewEpoch(new PresentKeys(SigningKeys.read(restored.signing())), store, new LogStates(connections),
                new LogTiles(connections), new LogEntries(connections), new Checkpoints(connections),
                new ExactAppend(connections), Clock.systemUTC());
    }

    private static void post(TestService service, int first, int events) {
        var answer = service.api().post(BATCH + "?proof=true", GatewayEvents.batch(first, events));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(Http.json(answer).has("checkpoint")).isTrue();
    }

    private String held() throws IOException {
        return Objects.requireNonNull(place.read());
    }

    private static Checkpoint checkpoint(String note) {
        return Checkpoint.parse(SignedNote.parse(note).text());
    }

    private static Transition transition(String note) {
        return Transition.parse(SignedNote.parse(note).text());
    }
}
