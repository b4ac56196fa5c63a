package io.datastorage.web;

import io.datastorage.event.JsonValue;

/**
 * A request body, read and parsed. As long as it is open, it counts among those that are being read.
 *
 * @param bytes how long it was
 * @param release what closing it does
 */
public record JsonBody(JsonValue value, int bytes, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
        release.run();
    }
}
