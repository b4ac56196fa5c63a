package io.datastorage.web;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

import java.util.Map;

/** {@code /readyz} on the management port: what Kubernetes asks to decide whether this pod gets requests. */
@Component
@WebEndpoint(id = "readyz")
class ReadyzEndpoint {
    private final Readiness readiness;

    ReadyzEndpoint(Readiness readiness) {
        this.readiness = readiness;
    }

    @ReadOperation(produces = "application/json")
    WebEndpointResponse<Map<String, String>> readyz() {
        var notReady = readiness.forKubernetes();
        return new WebEndpointResponse<>(Health.ready(notReady), Health.status(notReady));
    }
}
