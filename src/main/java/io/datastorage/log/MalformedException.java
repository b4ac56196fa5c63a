package io.datastorage.log;

/**
 * A text or some bytes are not in the form that their specification asks for. The message says where and what was
 * expected; it repeats nothing of the input, so it may be shown to whoever sent it.
 */
public final class MalformedException extends IllegalArgumentException {
    MalformedException(String message) {
        super(message);
    }

    MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
