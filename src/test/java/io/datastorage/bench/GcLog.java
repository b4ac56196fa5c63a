package io.datastorage.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The pauses in a log that a JVM writes with {@code -Xlog:gc:file=…}. */
final class GcLog {
    private static final Pattern PAUSE = Pattern.compile("Pause (\\w+).* \\d+M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");

    private final Path file;
    private int linesRead;

    GcLog(Path file) {
        this.file = file;
    }

    /**
     * A pause.
     *
     * @param full whether the whole heap was collected
     * @param afterMebibytes what was in use then
     */
    record Pause(boolean full, double afterMebibytes, double millis) {}

    /** The pauses since it was asked last. */
    List<Pause> newest() throws IOException {
        List<Pause> pauses = new ArrayList<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (String line : lines.subList(linesRead, lines.size())) {
            var pause = PAUSE.matcher(line);
            if (pause.find()) {
                pauses.add(new Pause(pause.group(1).equals("Full"), Double.parseDouble(pause.group(2)),
                        Double.parseDouble(pause.group(3))));
            }
        }
        linesRead = lines.size();
        return pauses;
    }
}
