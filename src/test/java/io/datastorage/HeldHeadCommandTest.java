package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.proof.HeldHeadCommand;
import io.datastorage.web.Http;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What an operator sees and does when a log and its held head were parted. */
class HeldHeadCommandTest {
    private final TestDatabase database = TestDatabase.migrated();

    /** What a command printed and how it ended. */
    private record Ended(int code, String out) {}

    @AfterEach
    void drop() {
        database.close();
    }

    private Ended run(String asked, String... settings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<String, Object> given = new TreeMap<>(database.settings());
        given.keySet().removeIf(name -> name.startsWith("spring.liquibase"));
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            given.put(parts[0], parts[1]);
        }
        List<String> args = Stream.concat(asked.lines().flatMap(line -> Stream.of(line.split(" "))),
                given.entrySet().stream().map(setting -> "--" + setting.getKey() + "=" + setting.getValue())).toList();
        int code = HeldHeadCommand.run(args, new PrintStream(out, true, StandardCharsets.UTF_8),
                LogConfiguration.class);
        return new Ended(code, out.toString(StandardCharsets.UTF_8));
    }

    private void postAndSign(int events) {
        try (TestService service = TestService.on(database)) {
            Http.json(service.api().post("/api/v1/audit/events/batch?proof=true", GatewayEvents.batch(0, events)));
        }
    }

    private Path held() {
        return database.signing().resolve("held-head");
    }

    @Test
    void a_log_that_continues_its_held_head_is_shown_beside_it() throws IOException {
        postAndSign(3);
        Ended ended = run("show");
        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("Held in the file " + held(), Files.readString(held()),
                "The database has 3 records.", "It continues what was signed.");
        assertThat(ended.out()).doesNotContain("PRIVATE KEY");
    }

    @Test
    void a_log_that_no_head_is_held_of_is_signed_again_only_after_a_confirmation() throws IOException {
        postAndSign(3);
        Files.delete(held());
        Ended shown = run("show");
        assertThat(shown.code()).isOne();
        assertThat(shown.out()).contains("Nothing is held in the file " + held(), "The database has 3 records.",
                "before held-head confirm");
        assertThat(held()).doesNotExist();

        Ended confirmed = run("confirm");
        assertThat(confirmed.code()).as(confirmed.out()).isZero();
        assertThat(confirmed.out()).contains(Files.readString(held()));
        assertThat(Checkpoint.parse(SignedNote.parse(Files.readString(held())).text()).size()).isEqualTo(3);
        assertThat(run("show").code()).isZero();

        Ended again = run("confirm");
        assertThat(again.code()).isOne();
        assertThat(again.out()).startsWith("Refused: a head is held already");
    }

    @Test
    void a_running_service_goes_on_signing_after_a_confirmation() throws IOException {
        postAndSign(3);
        Files.delete(held());
        try (TestService service = TestService.on(database)) {
            assertThat(service.api().get("/api/v1/log/checkpoint").statusCode()).isEqualTo(503);
            assertThat(run("confirm").code()).isZero();
            Awaitility.await().until(() -> service.api().get("/api/v1/log/checkpoint").statusCode() == 200);
        }
    }

    @Test
    void a_database_that_is_behind_its_held_head_is_called_so_and_not_confirmed() {
        TestDatabase copy = database.copy();
        postAndSign(3);
        try (copy) {
            Ended shown = run("show", "spring.datasource.url=" + copy.url());
            assertThat(shown.code()).isOne();
            assertThat(shown.out()).contains("The database has 0 records.",
                    "Refused: the database is behind the held head");
            assertThat(run("confirm", "spring.datasource.url=" + copy.url()).code()).isOne();
        }
    }

    @Test
    void a_log_that_lost_its_end_goes_on_in_a_new_epoch() throws IOException {
        postAndSign(2);
        TestDatabase copy = database.copy();
        try (TestService service = TestService.on(database)) {
            Http.json(service.api().post("/api/v1/audit/events/batch?proof=true", GatewayEvents.batch(2, 3)));
        }
        try (copy) {
            String url = "spring.datasource.url=" + copy.url();
            assertThat(run("show", url).out()).contains("The database has 2 records.",
                    "The newest checkpoint stored there that it continues has 2 records.",
                    "Refused: the database is behind the held head: 5 records were signed and it has 2");
            Ended refused = run("new-epoch\n--size=3\n--decided-by=nobody\n--reason=none", url);
            assertThat(refused.code()).isOne();
            assertThat(refused.out()).isEqualTo(
                    "Refused: the database has 2 records, and --size says 3: decide about what is there\n");
            Ended begun = run("new-epoch\n--size=2\n--decided-by=nobody\n--reason=the\u00a0disk,\u00a0lost", url);
            assertThat(begun.code()).as(begun.out()).isZero();
            assertThat(begun.out()).contains("/1, with 3 records", "at log index 2", "datastorage transition v1",
                    Files.readString(held()), Files.readString(held().resolveSibling("held-head.transition-1")));
            assertThat(run("show", url).code()).isZero();
            assertThat(run("show").out()).contains("Refused: the database is beside the held head");
            Ended again = run("new-epoch\n--size=3\n--decided-by=nobody\n--reason=none", url);
            assertThat(again.out()).contains("Refused: the database continues what was signed");
        }
    }

    @Test
    void a_log_of_another_key_is_neither_shown_as_ones_own_nor_confirmed() throws IOException {
        postAndSign(3);
        Path other = Files.createDirectories(database.signing().resolveSibling(database.name() + "-other"));
        assertThat(Commands.run("keygen", "logs.example.com", other.toString()).code()).isZero();
        for (String asked : List.of("show", "confirm")) {
            Ended ended = run(asked, "datastorage.signing.directory=" + other);
            assertThat(ended.code()).isOne();
            assertThat(ended.out()).contains("belongs to another");
        }
        assertThat(other.resolve("held-head")).doesNotExist();
    }

    @Test
    void a_config_map_is_a_place_too() throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "signing", database.name() + "-cluster"));
        try (KubernetesApi api = new KubernetesApi().around(directory)) {
            String[] store = {"datastorage.held-head.store=config-map", "datastorage.held-head.config-map=held"};
            postAndSign(3);
            Ended missing = run("confirm", store);
            assertThat(missing.code()).isOne();
            assertThat(missing.out()).isEqualTo("Failed: ConfigMap platform/held does not exist\n");
            api.create("platform", "held", Map.of());
            assertThat(run("confirm", store).out()).contains("held in the ConfigMap platform/held");
            assertThat(run("show", store).code()).isZero();
        }
    }

    @Test
    void what_is_not_set_or_cannot_be_read_is_named() {
        assertThat(run("show").out()).contains(database.signing().toString(), "must hold key.pem and origin");
        assertThat(run("show", "spring.datasource.url=").out())
                .isEqualTo("Failed: spring.datasource.url is not set\n");
        assertThat(run("show", "datastorage.signing.directory=").out())
                .isEqualTo("Failed: datastorage.signing.directory is not set\n");
        postAndSign(1);
        assertThat(run("show", "spring.datasource.url=jdbc:postgresql://localhost:1/nowhere").out())
                .containsPattern("\\nFailed: .*localhost:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hide", "show confirm", "--show", "confirm --force", "new-epoch", "new-epoch --size=3",
            "new-epoch --size=3 --decided-by=x", "new-epoch --size=3 --decided-by=x --reason=",
            "new-epoch --size=-3 --decided-by=x --reason=y", "new-epoch --size=3 --decided-by=x --reason=y --force",
            "new-epoch --size=3 --size=3 --decided-by=x --reason=y", "show --size=3"})
    void what_it_does_not_know_is_answered_with_what_it_knows(String asked) {
        Ended ended = run(asked);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).startsWith("held-head show ");
    }
}
