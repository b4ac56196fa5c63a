package io.datastorage.web;

import io.datastorage.event.InvalidJsonException;
import io.datastorage.event.JsonReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Reads request bodies: JSON in UTF-8 (RFC 8259 §8.1), never more bytes than the limit of one, and never more than the limit
 * of all at one time, however many clients send.
 */
@Component
public class RequestBodies {
    private static final Logger log = LoggerFactory.getLogger(RequestBodies.class);
    private static final MediaType ANY_JSON = MediaType.valueOf("application/*+json");

    private static final int PART = 1 << 16;
    private static final int RETRY_SECONDS = 1;

    private final int maxBytes;
    private final long maxBytesOfAll;
    private final int maxDepth;
    private final AtomicLong held = new AtomicLong();

    RequestBodies(LimitSettings limits) {
        this.maxBytes = Math.toIntExact(limits.body().toBytes());
        this.maxBytesOfAll = limits.bodies().toBytes();
        this.maxDepth = limits.jsonDepth();
    }

    /**
     * The body, parsed. To be closed when it is garbage.
     *
     * @throws ProblemException for a body that is too large, is not JSON, or did not arrive, and while too many others are
     *     being read
     */
    public JsonBody readJson(HttpServletRequest request) {
        checkContentType(request.getContentType());
        checkContentEncoding(request.getHeader("Content-Encoding"));
        var share = new Share();
        try {
            var bytes = read(request, share);
            return new JsonBody(JsonReader.read(bytes, maxDepth), bytes.length, share::release);
        } catch (InvalidJsonException invalid) {
            share.release();
            throw invalid(invalid).toException();
        } catch (RuntimeException refused) {
            share.release();
            throw refused;
        }
    }

    /** What one request has of the bytes that all may have at one time. */
    private final class Share {
        private int bytes;

        void add(int more) {
            bytes += more;
            if (held.addAndGet(more) > maxBytesOfAll) {
                throw Problem.of(ProblemType.SERVICE_UNAVAILABLE).retryAfter(RETRY_SECONDS).toException();
            }
        }

        void release() {
            held.addAndGet(-bytes);
            bytes = 0;
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

    private byte[] read(HttpServletRequest request, Share share) {
        long announced = request.getContentLengthLong();
        if (announced > maxBytes) {
            throw tooLarge();
        }
        try {
            // As it arrives, since a length that was announced costs its sender nothing. One byte more than announced, so
            // that the end of a short body is seen at once.
            var in = request.getInputStream();
            int first = announced < 0 ? PART : (int) Math.min(announced + 1, PART);
            var part = in.readNBytes(first);
            share.add(part.length);
            if (part.length < first) {
                return part;
            }
            var bytes = new ByteArrayOutputStream(2 * PART);
            while (part.length > 0) {
                bytes.writeBytes(part);
                part = in.readNBytes(PART);
                if (bytes.size() + part.length > maxBytes) {
                    throw tooLarge();
                }
                share.add(part.length);
            }
            return bytes.toByteArray();
        } catch (SocketTimeoutException _) {
            throw Problem.of(ProblemType.REQUEST_TIMEOUT).toException();
        } catch (IOException broken) {
            log.debug("A body broke off: {}", broken.toString());
            throw Problem.of(ProblemType.BAD_REQUEST, "The body broke off, or its chunks are malformed.").toException();
        }
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
