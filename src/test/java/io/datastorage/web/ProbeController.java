package io.datastorage.web;

import org.springframework.context.annotation.Profile;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Handlers that do what handlers of other rooms do, the wrong things included. */
@Profile(WebTest.PROFILE)
@RestController
class ProbeController {
    private final RequestBodies bodies;

    ProbeController(RequestBodies bodies) {
        this.bodies = bodies;
    }

    @PostMapping(path = "/api/v1/echo", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> echo(HttpServletRequest request) {
        try (var body = bodies.readJson(request)) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body.value().canonicalBytes());
        }
    }

    @GetMapping("/api/v1/headers")
    Map<String, String> headers(@RequestHeader Map<String, String> headers) {
        return headers;
    }

    @GetMapping("/api/v1/defect")
    void defect() {
        throw new IllegalStateException("secret of the house");
    }

    @GetMapping("/api/v1/error")
    void error() {
        throw new StackOverflowError("secret of the house");
    }

    @GetMapping("/api/v1/away")
    void away() {
        throw new DataAccessResourceFailureException("secret host",
                new SQLTransientConnectionException("secret\n  Detail: a row"));
    }

    @GetMapping("/api/v1/status")
    void status(HttpServletResponse response) throws IOException {
        response.sendError(418, "secret of the house");
    }

    @GetMapping("/api/v1/half")
    void half(HttpServletResponse response) throws IOException {
        response.getOutputStream().write(new byte[100_000]);
        throw new IllegalStateException("secret of the house");
    }
}
