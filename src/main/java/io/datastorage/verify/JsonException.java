package io.datastorage.verify;

/** A text is not JSON, or not of the expected shape. The message says where. */
@SuppressWarnings("AnnotateFormatMethod")
final class JsonException extends RuntimeException {
    JsonException(String message, Object... values) {
        super(message.formatted(values), null, false, false);
    }
}
