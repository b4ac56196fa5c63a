package io.datastorage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** A page of the documentation, whose commands are run by a test. */
public record Page(Path file) {
    /** Its fenced blocks in a language, in order. */
    public Stream<String> blocks(String language) {
        try {
            return Arrays.stream(Files.readString(file, UTF_8).split("(?m)^```"))
                    .filter(block -> block.startsWith(language + "\n"))
                    .map(block -> block.substring(language.length() + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text without what differs from one log to the next: hashes, origins, numbers. */
    public static String form(String text) {
        return text.replaceAll("[A-Za-z0-9+/]{43}=", "ROOT").replaceAll("[0-9a-f]{64}", "HASH")
                .replaceAll("[a-z0-9.-]+/[0-9a-f-]{36}/0", "ORIGIN").replaceAll("[0-9][0-9,]*", "N");
    }
}
