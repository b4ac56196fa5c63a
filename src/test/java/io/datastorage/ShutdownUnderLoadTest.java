package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShutdownUnderLoadTest {
    @Test
    void a_service_that_is_stopped_under_load_keeps_what_it_acknowledged() {
        try (var database = TestDatabase.migrated();
                var service = TestService.on(database)) {
            // A port that is asked for once: a service that was closed does not tell it.
            var api = service.api();
            try (var clients = Clients.start(16, 20, () -> api)) {
                clients.awaitAcknowledged(2_000);
                service.close();
                clients.stop();
                assertThat(clients.refusals()).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(503));
                clients.check(database);
            }
        }
    }
}
