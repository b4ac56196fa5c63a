package io.datastorage.web;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;

/** Health on the API's own port, for clients. */
@RestController
class HealthController {
    private final Readiness readiness;
    private final Health health;

    HealthController(Readiness readiness, Health health) {
        this.readiness = readiness;
        this.health = health;
    }

    @GetMapping("/readyz")
    ResponseEntity<Map<String, String>> readyz() {
        var notReady = readiness.forClients();
        return ResponseEntity.status(Health.status(notReady)).contentType(MediaType.APPLICATION_JSON)
                .body(Health.ready(notReady));
    }

    @GetMapping("/healthz")
    ResponseEntity<Map<String, String>> healthz() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(health.healthy());
    }
}
