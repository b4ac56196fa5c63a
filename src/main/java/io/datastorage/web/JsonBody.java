package io.datastorage.web;

import io.datastorage.event.JsonValue;

/**
 * A request body, read and parsed.
 *
 * @param bytes how long it was
 */
public record JsonBody(JsonValue value, int bytes) {}
