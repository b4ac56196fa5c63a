package io.datastorage.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.LogCommand;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.web.Http;
import io.datastorage.web.ProblemAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** An auditor who was there before a log was rolled back: 600 records were signed, and it went on with 300 of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EpochsTest {
    private static final String BATCH = "/api/v1/audit/events/batch?proof=true";
    private static final String LOG = "/api/v1/log";

    @TempDir
    private static Path directory;
    private final TestDatabase original = TestDatabase.migrated();
    private @Nullable TestDatabase restored;
    private @Nullable TestService running;

    @BeforeAll
    void a_log_that_was_rolled_back() throws IOException {
        TestDatabase copy;
        try (TestService before = TestService.on(original)) {
            before.api().post(BATCH, GatewayEvents.batch(0, 300));
            keep(before, "key", "log.key");
            keep(before, "checkpoint", "early");
            audit("--state", directory.resolve("early.state"), url(before)).verifies();
            copy = original.copy();
            before.api().post(BATCH, GatewayEvents.batch(300, 300));
            keep(before, "checkpoint", "late");
            audit("--state", directory.resolve("late.state"), url(before)).verifies();
        }
        restored = copy.signedAs(original);
        assertThat(LogCommand.newEpoch(copy, 300)).isZero();
        TestService service = TestService.on(copy);
        running = service;
        service.api().post(BATCH, GatewayEvents.batch(300, 100));
        keep(service, "checkpoint", "now");
        keep(service, "transition/1", "note");
        keep(service, "key", "new.key");
    }

    @AfterAll
    void close() {
        service().close();
        original.close();
        Objects.requireNonNull(restored).close();
    }

    private TestService service() {
        return Objects.requireNonNull(running);
    }

    private static void keep(TestService service, String path, String file) throws IOException {
        Files.writeString(directory.resolve(file), service.api().get(LOG + "/" + path).body());
    }

    private static String url(TestService service) {
        return "http://localhost:" + service.api().port() + LOG;
    }

    private static Verify audit(Object... more) {
        Object[] args = new Object[more.length + 3];
        args[0] = "audit";
        args[1] = "--key";
        args[2] = directory.resolve("log.key");
        System.arraycopy(more, 0, args, 3, more.length);
        return Verify.run(args);
    }

    @Test
    void the_old_key_leads_to_the_log_as_it_is_now() {
        Verify audit = audit(url(service()));
        audit.verifies();
        assertThat(audit.said()).contains("/1 has 401 entries", "/0 ended at size 600",
                "log_index 300 to 599 were given up").doesNotContain("does not show");
        Verify.run("audit", "--key", directory.resolve("new.key"), url(service())).verifies();
    }

    @Test
    void who_saw_only_what_was_kept_goes_on() throws IOException {
        audit("--checkpoint", directory.resolve("early"), url(service())).verifies();
        Path state = Files.copy(directory.resolve("early.state"), directory.resolve("visits.state"));
        Verify audit = audit("--state", state, url(service()));
        audit.verifies();
        assertThat(audit.said()).contains("extends the log of size 300");
        audit("--state", state, url(service())).verifies();
    }

    @Test
    void who_saw_more_is_told_what_was_given_up() {
        audit("--checkpoint", directory.resolve("late"), url(service())).doesNot("log_index 300 to 599",
                "were given up");
        audit("--state", directory.resolve("late.state"), url(service())).doesNot("log_index 300 to 599");
        consistency("late", "now").doesNot("log_index 300 to 599");
        consistency("early", "now").verifies();
        consistency("now", "late").doesNot("no given key has signed");
    }

    private Verify consistency(String older, String newer) {
        return Verify.run("consistency", "--key", directory.resolve("log.key"), "--log", url(service()),
                directory.resolve(older), directory.resolve(newer));
    }

    @Test
    void a_copy_leads_there_too_and_not_without_the_note() throws IOException {
        Path copy = directory.resolve("copy");
        audit("--save", copy, url(service())).verifies();
        audit(copy).verifies();
        assertThat(copy.resolve("opening/1")).hasContent(service().api().get(LOG + "/opening/1").body());
        Path note = copy.resolve("transition/1");
        String text = Files.readString(note);
        Files.writeString(note, text.replace("\n300\n", "\n299\n"));
        audit(copy).doesNot("transition/1: not both");
        Files.delete(note);
        audit(copy).doesNot("does not show how its epoch 1 began");
    }

    @Test
    void the_note_alone_gives_the_new_key() throws IOException {
        Verify shown = Verify.run("transition", "--key", directory.resolve("log.key"), directory.resolve("note"));
        shown.verifies();
        assertThat(shown.said()).contains(Files.readString(directory.resolve("new.key")).strip());
        Verify.run("transition", "--key", directory.resolve("new.key"), directory.resolve("note")).doesNot("not both");
        Verify.run("transition", "--key", TestLog.KEY.verifierKey(), directory.resolve("note")).doesNot("not both");
        Verify.run("transition", "--key", directory.resolve("log.key"), directory.resolve("late"))
                .doesNot("a transition must begin with");
    }

    @Test
    void the_first_record_says_what_happened() {
        var first = Http.json(service().api().get("/api/v1/log/proof/inclusion?index=300"));
        assertThat(first.path("entry").asString()).contains("\"correlation_id\":\"datastorage/epoch/1\"");
        var opening = service().api().get(LOG + "/opening/1");
        assertThat(Http.json(opening).path("log_index").asLong()).isEqualTo(300);
        assertThat(Http.json(opening).path("disclosures")).isEqualTo(first.path("disclosures"));
        ProblemAssert.assertProblem(service().api().get(LOG + "/opening/0"), 404, "not-found");
        ProblemAssert.assertProblem(service().api().get(LOG + "/opening/2"), 404, "not-found");
        ProblemAssert.assertProblem(service().api().get(LOG + "/opening/first"), 404, "not-found");
    }
}
