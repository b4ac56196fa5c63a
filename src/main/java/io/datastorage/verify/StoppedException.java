package io.datastorage.verify;

import io.datastorage.log.MalformedException;

import java.net.ConnectException;
import java.util.Locale;
import java.util.function.Supplier;

/** The command cannot end well. The message is for whoever typed it: which file, line or log index, and what is wrong. */
// What would have the compiler check the format is not part of the JDK, which is all that this room needs.
@SuppressWarnings("AnnotateFormatMethod")
final class StoppedException extends RuntimeException {
    private final Exit exit;

    private StoppedException(Exit exit, String message) {
        super(message, null, false, false);
        this.exit = exit;
    }

    /** What was found does not verify. */
    static StoppedException found(String message, Object... values) {
        return new StoppedException(Exit.DOES_NOT_VERIFY, message.formatted(values));
    }

    /** The command line is wrong. */
    static StoppedException misused(String message, Object... values) {
        return new StoppedException(Exit.MISUSED, message.formatted(values));
    }

    /** Something could not be read or written. */
    static StoppedException unreadable(String what, Exception cause) {
        String message = cause.getMessage();
        String kind = cause instanceof ConnectException
                ? "no connection"
                : cause.getClass().getSimpleName().replaceAll("Exception$", "")
                        .replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return unreadable(what + ": " + (message == null || message.equals(what) ? kind : kind + ": " + message));
    }

    /** Something could not be read or written. */
    static StoppedException unreadable(String message) {
        return new StoppedException(Exit.UNREADABLE, message);
    }

    /** Says where a malformed text stands. */
    static <T> T at(String where, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MalformedException | JsonException malformed) {
            throw found("%s: %s", where, String.valueOf(malformed.getMessage()));
        }
    }

    Exit exit() {
        return exit;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
