package io.datastorage.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebTest
class RequestIdTest {
    private final Http http;

    RequestIdTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void a_client_gets_its_own_request_id_back() {
        assertThat(id("3f1c-AB.c:/+=@_9")).isEqualTo("3f1c-AB.c:/+=@_9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\tb", "<x>", "a%0ab", "{}", "\"", ""})
    void an_id_that_could_forge_a_log_line_is_replaced(String id) {
        assertThat(id(id)).isNotEqualTo(id).hasSize(36);
    }

    @Test
    void an_id_that_is_too_long_is_replaced() {
        assertThat(id("a".repeat(128))).hasSize(128);
        assertThat(id("a".repeat(129))).hasSize(36);
    }

    @Test
    void an_identity_that_a_client_claims_is_dropped() {
        var seen = http.get("/api/v1/headers", "X-Auth-Request-User", "system:admin", "x-auth-request-user", "me",
                "X-Other", "kept");
        assertThat(seen.body()).doesNotContainIgnoringCase("auth-request").doesNotContain("admin").contains("kept");
    }

    private String id(String given) {
        return http.get("/api/v1/headers", "X-Request-Id", given).headers().firstValue("X-Request-Id").orElseThrow();
    }
}
