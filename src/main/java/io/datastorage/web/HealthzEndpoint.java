package io.datastorage.web;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

import java.util.Map;

/** {@code /healthz} on the management port: the process serves, whatever the database does. */
@Component
@WebEndpoint(id = "healthz")
class HealthzEndpoint {
    private final Health health;

    HealthzEndpoint(Health health) {
        this.health = health;
    }

    @ReadOperation(produces = "application/json")
    Map<String, String> healthz() {
        return health.healthy();
    }
}
