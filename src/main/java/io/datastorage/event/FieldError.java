package io.datastorage.event;

/**
 * What is wrong with one field of an event, to be shown to the client.
 *
 * @param field its name in the API; empty when what should be an event is not an object
 * @param message what it must be, without the name
 */
public record FieldError(String field, String message) {}
