package io.datastorage.verify;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * A file beside the entries whose lines are JSON objects with a {@code log_index} each, in ascending order. Read along
 * with the entries, so that nothing is kept of either.
 */
final class Companions<T> implements AutoCloseable {
    /** A disclosed value of the largest size, every character escaped. */
    private static final int LINE_LIMIT = 16 << 20;

    private final Lines lines;
    private final Function<Json.JsonObject, T> form;
    private @Nullable Line<T> next;
    private long last = -1;

    /** @param where file and line, for messages */
    record Line<T>(long logIndex, T value, String where) {}

    Companions(String file, Function<Json.JsonObject, T> form) {
        this.lines = new Lines(file, LINE_LIMIT);
        this.form = form;
        this.next = read();
    }

    /** The next line, if it belongs to this entry; the lines of an entry that was not there are an error. */
    @Nullable
    Line<T> take(long logIndex) {
        Line<T> line = next;
        if (line == null || line.logIndex > logIndex) {
            return null;
        }
        if (line.logIndex < logIndex) {
            throw orphan(line);
        }
        next = read();
        return line;
    }

    /** Stops if there is a line more. */
    void finish() {
        if (next != null) {
            throw orphan(next);
        }
    }

    private @Nullable Line<T> read() {
        byte[] bytes = lines.next();
        if (bytes == null) {
            return null;
        }
        Line<T> line = StoppedException.at(lines.where(), () -> {
            Json.JsonObject json = Json.object(bytes);
            return new Line<>(json.count("log_index"), form.apply(json), lines.where());
        });
        if (line.logIndex < last) {
            throw StoppedException.found("%s: log_index %d comes after %d; lines must ascend as the entries do",
                    line.where, line.logIndex, last);
        }
        last = line.logIndex;
        return line;
    }

    private static StoppedException orphan(Line<?> line) {
        return StoppedException.found("%s: there is no entry with its log_index, %d", line.where, line.logIndex);
    }

    @Override
    public void close() {
        lines.close();
    }
}
