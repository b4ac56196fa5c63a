package io.datastorage.web;

/** A query parameter's value cannot be used; the message says why and is shown to the client. */
public final class InvalidParameterException extends Exception {
    private static final long serialVersionUID = 1;

    /** Reads after the parameter's name: {@code must be …}. */
    public InvalidParameterException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
