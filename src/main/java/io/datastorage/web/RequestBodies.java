package io.datastorage.web;

import io.datastorage.event.InvalidJsonException;
import io.datastorage.event.JsonReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import jakarta.servlet.http.HttpServletRequest;

/** Reads request bodies: JSON in UTF-8 (RFC 8259 §8.1), and never more bytes than the limit. */
@Component
public class RequestBodies {
    private static final Logger log = LoggerFactory.getLogger(RequestBodies.class);
    private static final MediaType ANY_JSON = MediaType.valueOf("application/*+json");

    private final int maxBytes;
    private final int maxDepth;

    RequestBodies(LimitSettings limits) {
        this.maxBytes = Math.toIntExact(limits.body().toBytes());
        this.maxDepth = limits.jsonDepth();
    }

    /**
     * The body, parsed.
     *
     * @throws ProblemException for a body that is too large, is not JSON, or did not arrive
     */
    public JsonBody readJson(HttpServletRequest request) {
        checkContentType(request.getContentType());
        checkContentEncoding(request.getHeader("Content-Encoding"));
        var bytes = read(request);
        try {
            return new JsonBody(JsonReader.read(bytes, maxDepth), bytes.length);
        } catch (InvalidJsonException invalid) {
            throw invalid(invalid).toException();
        }
    }

    private static void checkContentType(@Nullable String header) {
        MediaType type;
        try {
            type = header == null ? null : MediaType.parseMediaType(header);
        } catch (InvalidMediaTypeException _) {
            type = null;
        }
        if (type == null || !(type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON) || ANY_JSON.includes(type))) {
            throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE).withHeader("Accept-Post", "application/json")
                    .toException();
        }
        var charset = type.getParameter("charset");
        if (charset != null && !charset.replace("\"", "").equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
            throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send JSON in UTF-8; no other charset is read.")
                    .toException();
        }
    }

    private static void checkContentEncoding(@Nullable String encoding) {
        if (encoding != null && !encoding.isBlank() && !encoding.trim().equalsIgnoreCase("identity")) {
            throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as it is, without a Content-Encoding; compressed bodies are not read.")
                    .withHeader("Accept-Encoding", "identity").toException();
        }
    }

    private byte[] read(HttpServletRequest request) {
        if (request.getContentLengthLong() > maxBytes) {
            throw tooLarge();
        }
        byte[] bytes;
        try {
            // One more than allowed tells a body that just fits from one that does not.
            bytes = request.getInputStream().readNBytes(maxBytes + 1);
        } catch (SocketTimeoutException _) {
            throw Problem.of(ProblemType.REQUEST_TIMEOUT).toException();
        } catch (IOException broken) {
            log.debug("A body broke off: {}", broken.toString());
            throw Problem.of(ProblemType.BAD_REQUEST, "The body broke off, or its chunks are malformed.").toException();
        }
        if (bytes.length > maxBytes) {
            throw tooLarge();
        }
        return bytes;
    }

    private ProblemException tooLarge() {
        return Problem.of(ProblemType.REQUEST_TOO_LARGE,
                "The body is larger than the limit of %,d bytes. Send the events in smaller batches."
                        .formatted(maxBytes))
                .toException();
    }

    private static Problem invalid(InvalidJsonException invalid) {
        var detail = "The body is not JSON that can be stored: " + invalid.getMessage();
        var path = invalid.path();
        return path == null || path.isEmpty()
                ? Problem.of(ProblemType.VALIDATION_ERROR, detail)
                : new Problem(ProblemType.VALIDATION_ERROR, detail, Map.of(path, invalid.reason()), Map.of());
    }
}
