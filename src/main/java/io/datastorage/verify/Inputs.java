package io.datastorage.verify;

import io.datastorage.log.SignedNote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files that the command line names. */
final class Inputs {
    /** A proof with everything that an event can hold, escaped, is smaller. */
    private static final int LIMIT = 32 << 20;

    private Inputs() {}

    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException invalid) {
            throw StoppedException.misused("%s cannot be the name of a file", name);
        }
    }

    static byte[] bytes(String name) {
        try (InputStream in = Files.newInputStream(path(name))) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw StoppedException.found("%s: it is longer than %,d bytes", name, LIMIT);
            }
            return bytes;
        } catch (IOException unreadable) {
            throw StoppedException.unreadable(name, unreadable);
        }
    }

    static String text(String name) {
        byte[] bytes = bytes(name);
        return StoppedException.at(name, () -> Bytes.text(bytes));
    }

    static SignedNote note(String name) {
        String text = text(name);
        return StoppedException.at(name, () -> SignedNote.parse(text));
    }
}
