package io.datastorage.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.Page;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The verifier as an auditor has it: one jar, a Java, and the commands of {@code docs/verify.md} as they stand there. */
class VerifierIT {
    private static final Path JAR = Path.of(Objects.requireNonNull(System.getProperty("verify.jar")));
    private static final Path SERVICE_JAR = Path.of(Objects.requireNonNull(System.getProperty("service.jar")));
    private static final Page PAGE = new Page(Path.of("docs/verify.md"));
    private static final int EVENTS = 300;

    @TempDir
    private Path directory;

    @Test
    void the_jar_holds_the_log_and_the_verifier_and_no_other_class() throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(entry -> entry.getName()))
                    .allMatch(name -> name.matches("META-INF/MANIFEST.MF|io/datastorage/(log|verify)/[^/]+\\.class"))
                    .contains("io/datastorage/verify/Main.class", "io/datastorage/log/Proofs.class");
        }
        assertThat(Files.size(JAR)).isLessThan(200_000);
    }

    @Test
    void both_jars_verify_and_say_how_it_went_by_their_exit_code() throws Exception {
        Path log = TestLog.of(300).write(directory.resolve("log"));
        String key = TestLog.KEY.verifierKey().toString();
        for (List<String> jar : List.of(List.of(JAR.toString()), List.of(SERVICE_JAR.toString(), "verify"))) {
            List<String> audit = Stream.concat(jar.stream(), Stream.of("audit", "--key", key, log.toString())).toList();
            assertThat(java(audit)).isEqualTo(0);
            byte[] bundle = Files.readAllBytes(log.resolve("tile/entries/000"));
            Files.write(log.resolve("tile/entries/000"), Arrays.copyOf(bundle, bundle.length - 1));
            assertThat(java(audit)).isEqualTo(1);
            Files.write(log.resolve("tile/entries/000"), bundle);
            assertThat(java(Stream.concat(jar.stream(), Stream.of("audit")).toList())).isEqualTo(2);
            assertThat(java(Stream.concat(jar.stream(), Stream.of("audit", "--key", key, "nowhere")).toList()))
                    .isEqualTo(3);
        }
    }

    private int java(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-jar"));
        command.addAll(arguments);
        return run(new ProcessBuilder(command), directory.resolve("output.txt"));
    }

    private static int run(ProcessBuilder builder, Path output) throws Exception {
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_commands_of_the_page_run_as_they_stand_and_answer_what_it_says(boolean standIns) throws Exception {
        Path output = directory.resolve("output.txt");
        Path tools = directory.resolve("tools");
        if (standIns || !StandIns.areNeedless()) {
            StandIns.make(tools);
        }
        try (var database = TestDatabase.migrated(); var service = TestService.on(database)) {
            service.api().post("/api/v1/audit/events/batch?proof=true", GatewayEvents.batch(0, EVENTS));
            export(service.api());
            Files.copy(JAR, directory.resolve("datastorage-verify.jar"));
            String script = PAGE.blocks("bash").collect(Collectors.joining("\n"))
                    .replace("http://localhost:8080", "http://localhost:" + service.api().port());
            var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script).directory(directory.toFile());
            builder.environment().merge("PATH", System.getProperty("java.home") + "/bin",
                    (old, java) -> tools + ":" + java + ":" + old);
            int code = run(builder, output);
            assertThat(code).as(Files.readString(output)).isZero();
        }
        assertThat(Page.form(Files.readString(output)))
                .contains(PAGE.blocks("text").flatMap(text -> Page.form(text).lines()).toArray(String[]::new));
    }

    /** The files that an export of the whole log has. */
    private void export(Http api) throws IOException {
        String note = api.get("/api/v1/log/checkpoint").body();
        long size = Checkpoint.parse(SignedNote.parse(note).text()).size();
        List<String> entries = new ArrayList<>();
        List<String> disclosures = new ArrayList<>();
        List<String> proofs = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            JsonNode proof = Http.json(api.get("/api/v1/log/proof/inclusion?index=" + index));
            String place = "{\"log_index\":" + index + ",";
            entries.add(proof.path("entry").asString());
            proofs.add(place + "\"inclusion_proof\":" + proof.path("inclusion_proof") + "}");
            proof.path("disclosures").forEach(
                    disclosure -> disclosures.add(place + disclosure.toString().substring(1)));
        }
        Path export = Files.createDirectories(directory.resolve("export"));
        Files.writeString(export.resolve("checkpoint"), note);
        Verify.file(export.resolve("entries.ndjson"), entries);
        Verify.file(export.resolve("disclosures.ndjson"), disclosures);
        Verify.file(export.resolve("proofs.ndjson"), proofs);
    }
}
