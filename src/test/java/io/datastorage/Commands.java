package io.datastorage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the jar's own main class as a process of its own, with the class path of the tests. */
public final class Commands {
    private Commands() {}

    /**
     * What a command did.
     *
     * @param code how it ended
     * @param out all that it printed
     */
    public record Ended(int code, String out) {}

    /** Runs one to its end. */
    public static Ended run(String... args) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                        DataStorageApplication.class.getName()),
                List.of(args).stream()).toList()).redirectErrorStream(true);
        // What the machine says of a database is not meant for it.
        builder.environment().keySet().removeIf(name -> name.matches("SPRING_.*|DATASTORAGE_.*|.*JAVA_.*OPTIONS"));
        try {
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
