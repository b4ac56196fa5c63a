package io.datastorage.embedded;

import io.datastorage.schema.SchemaReadyEvent;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says on the console how to use a service that was started without settings. */
@Component
@ConditionalOnProperty(EmbeddedRun.DIRECTORY)
final class Welcome {
    private final Environment environment;

    Welcome(Environment environment) {
        this.environment = environment;
    }

    @EventListener(SchemaReadyEvent.class)
    void ready() {
        String api = "http://localhost:" + environment.getProperty("local.server.port", "8080");
        String management = "http://localhost:" + environment.getProperty("local.management.port",
                environment.getProperty("local.server.port", "8081"));
        System.out.println("""

                DataStorage is ready. Its PostgreSQL keeps the events in %1$s

                  API        %2$s/api/v1/audit/events
                  API page   %2$s/swagger-ui.html
                  metrics    %3$s/metrics

                Post an event:

                  curl -s %2$s/api/v1/audit/events -H 'Content-Type: application/json' -d '{
                    "version": "1.0", "event_type": "gateway.signal.received", "event_category": "gateway",
                    "event_action": "received", "event_outcome": "success", "correlation_id": "first-steps",
                    "event_timestamp": "'$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)'", "event_data": {"hello": "world"}}'

                and read it back:

                  curl -s '%2$s/api/v1/audit/events?correlation_id=first-steps'
                """.formatted(environment.getProperty(EmbeddedRun.DIRECTORY), api, management));
    }
}
