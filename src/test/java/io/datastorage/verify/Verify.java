package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the verifier as its command line does. */
record Verify(int code, String said) {
    static Verify run(Object... args) {
        var out = new ByteArrayOutputStream();
        int code = Main.run(Stream.of(args).map(Object::toString).toList(), new PrintStream(out, true, UTF_8));
        return new Verify(code, out.toString(UTF_8));
    }

    void verifies() {
        assertThat(said).startsWith("verified: ");
        assertThat(code).isZero();
    }

    /** And says so with these words. */
    void doesNot(String... words) {
        assertThat(said).startsWith("DOES NOT VERIFY: ").contains(words);
        assertThat(code).isEqualTo(1);
    }

    void isMisused(String... words) {
        assertThat(said).startsWith("not understood: ").contains(words).contains("Exit codes: ");
        assertThat(code).isEqualTo(2);
    }

    void isUnreadable(String... words) {
        assertThat(said).startsWith("could not be read: ").contains(words);
        assertThat(code).isEqualTo(3);
    }

    /** A file of lines. */
    static Path file(Path file, List<String> lines) {
        try {
            return Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
