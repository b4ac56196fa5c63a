package io.datastorage.web;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.io.IOException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Writes a problem as {@code application/problem+json}, whatever the client's {@code Accept} says: RFC 9110 §12.4.1
 * lets a server do so, and every client of this service reads problems in this form only.
 */
@Component
class ProblemWriter {
    private static final int MAX_INSTANCE_LENGTH = 1024;

    private final ProblemSettings settings;

    ProblemWriter(ProblemSettings settings) {
        this.settings = settings;
    }

    /** Answers the request. Nothing may have been sent yet. */
    void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var body = JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringProperty("type", settings.base() + "/" + problem.type().slug());
            json.writeStringProperty("title", problem.type().title());
            json.writeNumberProperty("status", problem.type().status());
            json.writeStringProperty("detail", problem.detail());
            var instance = instance(request);
            if (instance != null) {
                json.writeStringProperty("instance", instance);
            }
            if (!problem.fieldErrors().isEmpty()) {
                json.writeObjectPropertyStart("field_errors");
                problem.fieldErrors()
                        .entrySet()
                        .stream()
                        .limit(Problem.MAX_FIELD_ERRORS)
                        .forEach(error -> json.writeStringProperty(error.getKey(), error.getValue()));
                json.writeEndObject();
            }
            json.writeEndObject();
        });
        response.resetBuffer();
        response.setStatus(problem.type().status());
        problem.headers().forEach(response::setHeader);
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    /** The path that was asked for; null when the request was too broken to have one. */
    private static @Nullable String instance(HttpServletRequest request) {
        var path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
        if (path == null || path.isEmpty()) {
            return null;
        }
        return path.length() > MAX_INSTANCE_LENGTH ? path.substring(0, MAX_INSTANCE_LENGTH) : path;
    }
}
