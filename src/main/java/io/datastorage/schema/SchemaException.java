package io.datastorage.schema;

/** The database is there, but not as this service needs it. The message names what is wrong and what mends it. */
final class SchemaException extends RuntimeException {
    SchemaException(String message) {
        super(message);
    }
}
