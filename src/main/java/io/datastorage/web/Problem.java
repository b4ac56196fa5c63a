package io.datastorage.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went wrong with a request, in words for the client (RFC 9457).
 *
 * @param detail for the person who reads the client's log: what to change; never a library's or the database's text
 * @param fieldErrors field or parameter to message, in the order found; empty unless fields were at fault
 * @param headers response headers that belong to the problem, such as {@code Allow}
 */
public record Problem(ProblemType type, String detail, Map<String, String> fieldErrors, Map<String, String> headers) {

    /** The most entries that {@code field_errors} shows. */
    public static final int MAX_FIELD_ERRORS = 100;

    public Problem {
        fieldErrors = Collections.unmodifiableMap(new LinkedHashMap<>(fieldErrors));
        headers = Map.copyOf(headers);
    }

    /** A problem of which no more is known than its type. */
    public static Problem of(ProblemType type) {
        return of(type, type.detail());
    }

    /** A problem that no field is at fault for. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), Map.of());
    }

    /** A problem with one field. */
    public static Problem ofField(String field, String message) {
        return new Problem(ProblemType.VALIDATION_ERROR, field + " " + message, Map.of(field, message), Map.of());
    }

    /** The same problem with one more response header. */
    public Problem withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(type, detail, fieldErrors, more);
    }

    /** The same problem, worth sending again after some seconds (RFC 9110 §10.2.3). */
    public Problem retryAfter(int seconds) {
        return withHeader("Retry-After", Integer.toString(seconds));
    }

    /** This problem as an exception. */
    public ProblemException toException() {
        return new ProblemException(this);
    }
}
