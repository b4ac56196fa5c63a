package io.datastorage.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

@WebTest
@Import(HealthTest.Switches.class)
class HealthTest {
    private final Http api;
    private final Http management;
    @Autowired
    private AtomicReference<Optional<NotReady>> first;
    @Autowired
    private AtomicReference<Optional<NotReady>> second;

    HealthTest(@LocalServerPort int port, @Value("${local.management.port}") int managementPort) {
        api = new Http(port);
        management = new Http(managementPort);
    }

    @AfterEach
    void all_is_well_again() {
        first.set(Optional.empty());
        second.set(Optional.empty());
    }

    @Test
    void the_service_is_ready_when_no_check_objects() {
        for (var http : new Http[]{api, management}) {
            var response = http.get("/readyz");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(response.body()).isEqualTo("{\"status\":\"ready\"}");
        }
    }

    @Test
    void clients_are_told_the_gravest_reason() {
        first.set(Optional.of(NotReady.LOG_MISMATCH));
        second.set(Optional.of(NotReady.DATABASE_UNREACHABLE));
        var response = api.get("/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("{\"status\":\"not_ready\",\"reason\":\"database_unreachable\"}");
    }

    @Test
    void a_pod_that_lost_its_database_still_gets_requests() {
        first.set(Optional.of(NotReady.DATABASE_UNREACHABLE));
        assertThat(api.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(management.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void a_pod_without_its_schema_gets_none_whatever_else_is_wrong() {
        first.set(Optional.of(NotReady.DATABASE_UNREACHABLE));
        second.set(Optional.of(NotReady.SCHEMA_NOT_READY));
        var response = management.get("/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("schema_not_ready");
    }

    @Test
    void the_process_is_healthy_while_nothing_is_ready() {
        first.set(Optional.of(NotReady.SCHEMA_NOT_READY));
        for (var http : new Http[]{api, management}) {
            var response = http.get("/healthz");
            assertThat(response.statusCode()).isEqualTo(200);
            var body = Http.json(response);
            assertThat(body.path("status").asString()).isEqualTo("healthy");
            assertThat(Instant.parse(body.path("timestamp").asString())).isBeforeOrEqualTo(Instant.now());
        }
    }

    @Test
    void every_reason_is_a_metric_also_when_a_graver_one_hides_it() {
        assertThat(metrics()).contains("datastorage_ready 1.0").contains("{reason=\"log_mismatch\"} 0.0")
                .contains("{reason=\"database_unreachable\"} 0.0").contains("{reason=\"shutting_down\"} 0.0");
        first.set(Optional.of(NotReady.LOG_MISMATCH));
        second.set(Optional.of(NotReady.DATABASE_UNREACHABLE));
        assertThat(metrics()).contains("datastorage_ready 0.0")
                .contains("datastorage_not_ready{reason=\"log_mismatch\"} 1.0")
                .contains("datastorage_not_ready{reason=\"database_unreachable\"} 1.0")
                .contains("datastorage_not_ready{reason=\"shutting_down\"} 0.0");
    }

    private String metrics() {
        return management.get("/metrics").body();
    }

    @Test
    void metrics_are_on_the_management_port_alone() {
        assertThat(management.get("/metrics").body()).contains("jvm_memory_used_bytes");
        assertThat(api.get("/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void the_management_port_offers_nothing_else() {
        for (var path : new String[]{"/", "/env", "/beans", "/shutdown", "/heapdump", "/health", "/actuator"}) {
            assertThat(management.get(path).statusCode()).isEqualTo(404);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    @Profile(WebTest.PROFILE)
    static class Switches {
        @Bean
        AtomicReference<Optional<NotReady>> first() {
            return new AtomicReference<>(Optional.empty());
        }

        @Bean
        AtomicReference<Optional<NotReady>> second() {
            return new AtomicReference<>(Optional.empty());
        }

        @Bean
        ReadinessCheck firstCheck(AtomicReference<Optional<NotReady>> first) {
            return first::get;
        }

        @Bean
        ReadinessCheck secondCheck(AtomicReference<Optional<NotReady>> second) {
            return second::get;
        }
    }
}
