package io.datastorage.event;

import org.jspecify.annotations.Nullable;

import java.io.Serial;

/**
 * A document that cannot be taken. It names either the place in the document's structure (well-formed JSON that breaks
 * a limit) or the place in its text (not JSON at all). All of it, the message too, may be shown to a client.
 */
public final class InvalidJsonException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable String path;
    private final int line;
    private final int column;
    private final String reason;

    private InvalidJsonException(@Nullable String path, int line, int column, String where, String reason) {
        super(where + ": " + reason);
        this.path = path;
        this.line = line;
        this.column = column;
        this.reason = reason;
    }

    static InvalidJsonException at(String path, String reason) {
        return new InvalidJsonException(path, 0, 0, path.isEmpty() ? "the document" : path, reason);
    }

    static InvalidJsonException at(int line, int column, String reason) {
        return new InvalidJsonException(null, line, column, "line " + line + ", column " + column, reason);
    }

    /**
     * Where in the structure, as {@code [3].event_data.labels["a b"]}; empty for the document itself, null when
     * the text is not JSON.
     */
    public @Nullable String path() {
        return path;
    }

    /** The line of a syntax error, from 1; 0 when there is a path. */
    public int line() {
        return line;
    }

    /** The column of a syntax error in UTF-16 units, from 1; 0 when there is a path. */
    public int column() {
        return column;
    }

    /** What is wrong and how to mend it, without the place. */
    public String reason() {
        return reason;
    }
}
