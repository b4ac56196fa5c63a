package io.datastorage.web;

import java.util.Arrays;

/**
 * The kinds of problem this service reports: a name that clients can rely on, the HTTP status that goes with it, and
 * what is said when nothing more exact is known.
 */
public enum ProblemType {
    /** Something in the request is not valid; {@code field_errors} says what. */
    VALIDATION_ERROR(400, "validation-error", "Validation error", "The request is not valid."),
    /** A batch has more events than are allowed. */
    BATCH_SIZE_EXCEEDED(400, "batch-size-exceeded", "Batch size exceeded", "The batch has too many events."),
    /** A question about a correlation does not name it. */
    MISSING_CORRELATION_ID(400, "missing-correlation-id", "Missing correlation id", "correlation_id is required."),
    /** The bytes received are not an HTTP request. */
    BAD_REQUEST(400, "bad-request", "Bad request",
            "The request is not well-formed HTTP, is too long, or broke off."),
    /** Whoever asks is not known. */
    UNAUTHORIZED(401, "unauthorized", "Unauthorized", "Authentication is required."),
    /** Whoever asks may not. */
    FORBIDDEN(403, "forbidden", "Forbidden", "This is not permitted."),
    /** There is no such thing. */
    NOT_FOUND(404, "not-found", "Not found", "There is nothing at this path."),
    /** The path exists, but not with this method; {@code Allow} names those that do. */
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "Method not allowed", "This path does not take this method."),
    /** The {@code Accept} header asks for something else than JSON. */
    NOT_ACCEPTABLE(406, "not-acceptable", "Not acceptable",
            "The answer would be application/json: send an Accept header that allows it, or none."),
    /** The request did not arrive in time. */
    REQUEST_TIMEOUT(408, "request-timeout", "Request timeout", "The request did not arrive in time."),
    /** The body is larger than the limit. */
    REQUEST_TOO_LARGE(413, "request-too-large", "Request too large", "The body is too large."),
    /** The body is not JSON in UTF-8. */
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "Unsupported media type",
            "Send JSON in UTF-8, with Content-Type: application/json."),
    /** An {@code Expect} header that cannot be met. */
    EXPECTATION_FAILED(417, "expectation-failed", "Expectation failed", "The Expect header cannot be met."),
    /** An {@code Idempotency-Key} was used before, with another body. */
    IDEMPOTENCY_KEY_REUSED(422, "idempotency-key-reused", "Idempotency key reused",
            "This Idempotency-Key was used for another request."),
    /** A defect of this service; sending the same again will not help. */
    INTERNAL_ERROR(500, "internal-error", "Internal error",
            "The service failed. Its log says more under the request id."),
    /** HTTP that is not spoken here. */
    NOT_IMPLEMENTED(501, "not-implemented", "Not implemented", "The server does not implement this."),
    /** The database cannot be asked now; safe to send again. */
    DATABASE_ERROR(503, "database-error", "Database error",
            "The database is not available. The request is safe to send again."),
    /** Too much is waiting; safe to send again. */
    SERVICE_UNAVAILABLE(503, "service-unavailable", "Service unavailable",
            "The service cannot take this now. The request is safe to send again."),
    /** The database does not hold the log that was signed; nothing is lost by asking again when it is repaired. */
    LOG_MISMATCH(503, "log-mismatch", "Log mismatch",
            "The database lacks part of the log or holds another than was signed. An operator has to look."),
    /** Nothing was signed that would answer this. */
    NOT_SIGNED(503, "not-signed", "Not signed",
            "No checkpoint covers this yet. Ask again in a few seconds."),
    /** An HTTP version that is not spoken here. */
    HTTP_VERSION_NOT_SUPPORTED(505, "http-version-not-supported", "HTTP version not supported", "Send HTTP/1.1.");

    private final int status;
    private final String slug;
    private final String title;
    private final String detail;

    ProblemType(int status, String slug, String title, String detail) {
        this.status = status;
        this.slug = slug;
        this.title = title;
        this.detail = detail;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The last path segment of the problem's {@code type} URI. */
    public String slug() {
        return slug;
    }

    /** The problem's {@code title}. */
    public String title() {
        return title;
    }

    String detail() {
        return detail;
    }

    /** What a status stands for when only the status is known. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 400 -> BAD_REQUEST;
            case 503 -> SERVICE_UNAVAILABLE;
            default -> Arrays.stream(values())
                    .filter(type -> type.status == status)
                    .findFirst()
                    .orElse(status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL_ERROR);
        };
    }
}
