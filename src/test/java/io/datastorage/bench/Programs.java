package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of others that a benchmark uses where they are installed. */
final class Programs {
    private Programs() {}

    /** Where a program is, if it is on the PATH. */
    static Optional<Path> find(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(each -> Path.of(each, name))
                .filter(Files::isExecutable).findFirst();
    }

    /** What a program prints, standard error included; it must end with 0. */
    static String output(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        return said;
    }
}
