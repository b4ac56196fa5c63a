package io.datastorage.verify;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/** The lines of a file, one at a time, as the bytes they are. */
final class Lines implements AutoCloseable {
    private final String name;
    private final int limit;
    private final InputStream in;
    private long number;

    /** @param limit bytes in a line, at most */
    Lines(String name, int limit) {
        this.name = name;
        this.limit = limit;
        try {
            in = new BufferedInputStream(Files.newInputStream(Inputs.path(name)), 1 << 16);
        } catch (IOException unreadable) {
            throw StoppedException.unreadable(name, unreadable);
        }
    }

    /** The next line without its line feed, null at the end. */
    byte @Nullable [] next() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        number++;
        try {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            for (; b >= 0 && b != '\n'; b = in.read()) {
                if (line.size() == limit) {
                    throw StoppedException.found("%s: it is longer than %,d bytes", where(), limit);
                }
                line.write(b);
            }
        } catch (IOException unreadable) {
            throw StoppedException.unreadable(name, unreadable);
        }
        return line.toByteArray();
    }

    /** The file and the number of the line that was read last. */
    String where() {
        return "%s, line %d".formatted(name, number);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException unreadable) {
            throw StoppedException.unreadable(name, unreadable);
        }
    }
}
