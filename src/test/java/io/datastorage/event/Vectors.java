package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The fenced blocks of {@code docs/entry-format.md}, by the name after their language. */
final class Vectors {
    private static final Path PAGE = Path.of("docs", "entry-format.md");

    private Vectors() {}

    static List<String> lines(String name) {
        try {
            List<String> page = Files.readAllLines(PAGE, UTF_8);
            int start = page.indexOf(page.stream().filter(line -> line.matches("```[a-z]+ " + name)).findFirst()
                    .orElseThrow(() -> new AssertionError(PAGE + " has no block " + name)));
            int length = page.subList(start + 1, page.size()).indexOf("```");
            return page.subList(start + 1, start + 1 + length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonValue json(String name) {
        return JsonReader.read(String.join("\n", lines(name)).getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
    }
}
