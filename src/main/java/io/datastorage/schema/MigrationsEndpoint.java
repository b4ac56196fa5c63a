package io.datastorage.schema;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** {@code /migrations} on the management port: the report of {@code migrate --status} and {@code migrate --verify}. */
@Component
@WebEndpoint(id = "migrations")
class MigrationsEndpoint {
    private final SchemaParts parts;
    private final SchemaReadiness readiness;
    /** One connection at a time, however many ask. */
    private final ReentrantLock turn = new ReentrantLock();

    MigrationsEndpoint(SchemaParts parts, SchemaReadiness readiness) {
        this.parts = parts;
        this.readiness = readiness;
    }

    @ReadOperation(produces = "application/json")
    WebEndpointResponse<Map<String, Object>> migrations() {
        SchemaState state = readiness.state();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("state", state.label());
        if (state instanceof SchemaState.Failed(String reason)) {
            body.put("reason", reason);
        }
        turn.lock();
        try {
            SchemaReport report = parts.reporter().report();
            body.put("ok", report.ok());
            body.put("applied", report.applied());
            body.put("pending", report.pending());
            body.put("unknown", report.unknown());
            body.put("building", report.building());
            body.put("invalid", report.invalid());
            body.put("checks", report.checks());
            return new WebEndpointResponse<>(body, WebEndpointResponse.STATUS_OK);
        } catch (Exception e) {
            body.put("error", Failures.message(e));
            return new WebEndpointResponse<>(body, WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
        } finally {
            turn.unlock();
        }
    }
}
