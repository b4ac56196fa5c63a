package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

class KeygenCommandTest {
    @TempDir
    private Path directory;

    private Commands.Ended run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = KeygenCommand.run(List.of(args), new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Commands.Ended(code, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void the_jar_makes_a_key_that_the_service_reads_and_prints_only_what_verifies_it() throws IOException {
        Commands.Ended ended = Commands.run("keygen", "logs.example.com", directory.resolve("new").toString());
        assertThat(ended.code()).as(ended.out()).isZero();
        SigningKeys keys = SigningKeys.read(directory.resolve("new"));
        assertThat(keys.identity().origin()).startsWith("logs.example.com/").endsWith("/0");
        assertThat(ended.out()).contains("kubectl create secret generic", keys.present().verifierKey().toString());
        String key = Files.readString(directory.resolve("new/key.pem"));
        assertThat(key.lines()).hasSize(3);
        assertThat(ended.out()).doesNotContain(key.lines().toList().get(1), "PRIVATE");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("new/key.pem"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key.pem", "origin"})
    void nothing_is_overwritten(String there) throws IOException {
        Files.writeString(directory.resolve(there), "kept\n");
        assertThat(run("logs.example.com", directory.toString()).code()).isOne();
        assertThat(directory).isDirectoryContaining("glob:**/" + there);
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
        assertThat(directory.resolve(there)).hasContent("kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Logs.example.com", "logs/example", "logs example", "-logs", "logs+1"})
    void an_origin_begins_with_a_host_name(String host) {
        Commands.Ended ended = run(host, directory.toString());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).startsWith("keygen HOST DIRECTORY");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_directory_that_cannot_be_written_is_named() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Commands.Ended ended = run("logs.example.com", file.resolve("below").toString());
        assertThat(ended.code()).isOne();
        assertThat(ended.out()).contains(file.toString());
    }
}
