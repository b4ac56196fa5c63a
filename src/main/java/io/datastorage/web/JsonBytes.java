package io.datastorage.web;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/** Writes JSON token by token, so that a number or a stored document is never read back on its way out. */
public final class JsonBytes {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonBytes() {}

    /** What {@code content} writes, in UTF-8. */
    public static byte[] write(Consumer<JsonGenerator> content) {
        var bytes = new ByteArrayOutputStream(512);
        writeTo(bytes, content);
        return bytes.toByteArray();
    }

    /** Writes to a stream, which is flushed but left open. */
    public static void writeTo(OutputStream out, Consumer<JsonGenerator> content) {
        var open = new java.io.FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws java.io.IOException {
                flush();
            }
        };
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), open)) {
            content.accept(json);
        }
    }
}
