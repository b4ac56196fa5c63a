package io.datastorage.web;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/** Writes JSON token by token, so that a number or a stored document is never read back on its way out. */
public final class JsonBytes {
    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonFactory LEAVING_OPEN = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private JsonBytes() {}

    /** What {@code content} writes, in UTF-8. */
    public static byte[] write(Consumer<JsonGenerator> content) {
        var bytes = new ByteArrayOutputStream(512);
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            content.accept(json);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes to a stream and flushes it, but leaves it open.
     *
     * @throws IOException when the stream takes no more
     */
    public static void writeTo(OutputStream out, Consumer<JsonGenerator> content) throws IOException {
        try (var json = LEAVING_OPEN.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        } catch (JacksonIOException failed) {
            throw failed.getCause();
        }
    }
}
