package io.datastorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.verify.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the commands of {@code docs/backup.md} as they stand there, on a PostgreSQL 15 with the programs of PostgreSQL 15
 * that this machine has. Between them the service gets more events.
 */
@Tag("faults")
@Tag("client-tools")
class BackupPageTest {
    private static final Page PAGE = new Page(Path.of("docs/backup.md"));
    private static final String MAJOR = "15";
    private static final List<String> TOOLS = List.of("pg_basebackup", "pg_verifybackup", "pg_ctl", "pg_dump",
            "pg_restore", "createdb", "psql");

    @TempDir
    private Path directory;

    @Test
    void the_commands_of_the_page_run_as_they_stand_and_answer_what_it_says() throws Exception {
        Path tools = tools();
        Path archive = Files.createDirectory(directory.resolve("archive"));
        jar("datastorage.jar", DataStorageApplication.class, System.getProperty("java.class.path"));
        jar("datastorage-verify.jar", Main.class, "target/classes");
        Path roles = Path.of("src/main/resources/db/roles.sql");
        Files.createDirectories(directory.resolve(roles).getParent());
        Files.copy(roles, directory.resolve(roles));
        Map<String, String> server = PAGE.blocks("ini").flatMap(String::lines).map(line -> line.split(" = ", 2))
                .collect(toMap(setting -> setting[0], setting -> setting[1].replace("/var/lib/postgresql/archive",
                        archive.toString())));
        try (TestDatabase database = TestDatabase.createOnOldestWith(server)) {
            // This server has its settings on the command line; a backup has those in its files.
            JdbcClient.create(database.superuser()).sql("ALTER SYSTEM SET max_connections = 300").update();
            Files.createDirectories(database.signing());
            Files.createSymbolicLink(directory.resolve("signing"), database.signing());
            int port = Ports.free();
            String script = prelude() + PAGE.blocks("bash").collect(joining("\nmore\n"))
                    .replace("PGPORT=5432", "PGPORT=" + database.port())
                    .replace("database=datastorage", "database=" + database.name())
                    .replace("5433", Integer.toString(Ports.free()))
                    .replace("5434", Integer.toString(Ports.free()))
                    .replace("/var/lib/postgresql/archive", archive.toString())
                    .replace("localhost:8080", "localhost:" + port)
                    // The page begins with a service that runs.
                    .replaceFirst("(?m)^mkdir -p vault$", "start; more\nmkdir -p vault");
            Path output = directory.resolve("output.txt");
            ProcessBuilder builder = new ProcessBuilder(command(script)).directory(directory.toFile())
                    .redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment(database, port));
            builder.environment().merge("PATH", tools + ":" + System.getProperty("java.home") + "/bin",
                    (old, first) -> first + ":" + old);
            assertThat(builder.start().waitFor()).as(Files.readString(output)).isZero();
            assertThat(Page.form(Files.readString(output)))
                    .contains(PAGE.blocks("text").flatMap(text -> Page.form(text).lines()).toArray(String[]::new));
        }
    }

    /** What the script needs beyond the page: events, and an end for what a failure leaves running. */
    private static String prelude() {
        return """
                finish() {
                    tail -50 service.log restored.log moment.log
                    jobs -p | xargs -r kill
                    for server in restored moment; do pg_ctl --pgdata=$server --mode=immediate stop; done
                } 2>&1
                trap 'finish || true' EXIT
                posted=0
                more() {
                    posted=$((posted + 1))
                    curl -fs -o /dev/null "${log%/log}/audit/events" -H 'Content-Type: application/json' -d "{
                        \\"version\\": \\"1.0\\", \\"event_type\\": \\"backup.tried\\", \\"event_category\\": \\"gateway\\",
                        \\"event_action\\": \\"tried\\", \\"event_outcome\\": \\"success\\",
                        \\"correlation_id\\": \\"rr-backup\\", \\"event_data\\": {\\"number\\": $posted},
                        \\"event_timestamp\\": \\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\\"}" || true
                    sleep 1
                }
                """;
    }

    /** PostgreSQL's programs run as anybody but root. */
    private static List<String> command(String script) {
        Stream<String> user = System.getProperty("user.name").equals("root") ? Stream.of("unshare", "-U") : Stream.of();
        return Stream.concat(user, Stream.of("bash", "-euo", "pipefail", "-c", script)).toList();
    }

    private static Map<String, String> environment(TestDatabase database, int port) throws IOException {
        Map<String, String> variables = database.settings().entrySet().stream().collect(Collectors.toMap(
                setting -> setting.getKey().replace('.', '_').toUpperCase(Locale.ROOT),
                setting -> setting.getValue().toString()));
        variables.put("SERVER_PORT", Integer.toString(port));
        variables.put("MANAGEMENT_SERVER_PORT", Integer.toString(Ports.free()));
        return variables;
    }

    /** Where PostgreSQL's programs are; that they are missing is no reason to skip what they are for. */
    private static Path tools() throws Exception {
        Path debian = Path.of("/usr/lib/postgresql", MAJOR, "bin");
        Path found = Stream.concat(Stream.of(debian), Stream.of(System.getenv("PATH").split(":")).map(Path::of))
                .filter(path -> TOOLS.stream().allMatch(tool -> Files.isExecutable(path.resolve(tool)))).findFirst()
                .orElseThrow(() -> new AssertionError(
                        "%s or a directory of the PATH must have %s of PostgreSQL %s (Debian: apt-get install postgresql-%s)"
                                .formatted(debian, TOOLS, MAJOR, MAJOR)));
        String version = new String(new ProcessBuilder(found.resolve("pg_dump").toString(), "--version").start()
                .getInputStream().readAllBytes(), UTF_8);
        assertThat(version).as("the programs in %s must be those of PostgreSQL %s", found, MAJOR)
                .contains(") " + MAJOR + ".");
        return found;
    }

    /** A jar that has nothing of its own but names what was compiled here. */
    private void jar(String name, Class<?> main, String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, Stream.of(classPath.split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toUri().toString()).collect(joining(" ")));
        new JarOutputStream(Files.newOutputStream(directory.resolve(name)), manifest).close();
    }

}
