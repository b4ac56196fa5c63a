package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.web.Http;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AcknowledgedTest {
    @Test
    void an_event_that_is_lost_or_elsewhere_or_there_twice_is_found() {
        try (TestDatabase database = TestDatabase.migrated(); TestService service = TestService.on(database)) {
            JsonNode receipts = post(service, 0);
            assertThat(noted(receipts, 0, 1, 2).check(database)).isEqualTo(3);
            assertThatThrownBy(() -> noted(receipts, 1, 0, 2).check(database))
                    .hasMessageContaining("log index of event 0");
            assertThatThrownBy(() -> {
                Acknowledged lost = noted(receipts, 0, 1, 2);
                lost.take(1);
                lost.note(3, receipts.path(2));
                lost.check(database);
            }).hasMessageContaining("event 3 is in the log");
            assertThatThrownBy(() -> noted(receipts, 0, 1, 2).note(1, receipts.path(2)))
                    .hasMessageContaining("event 1, posted again");
            service.api().post("/api/v1/audit/events/batch", GatewayEvents.batch(1, 1));
            assertThatThrownBy(() -> noted(receipts, 0, 1, 2).check(database))
                    .hasMessageContaining("event 1 is there before log index 3");
        }
    }

    private static JsonNode post(TestService service, int first) {
        return Http.json(service.api().post("/api/v1/audit/events/batch", GatewayEvents.batch(first, 3)))
                .path("receipts");
    }

    private static Acknowledged noted(JsonNode receipts, int... numbers) {
        Acknowledged acknowledged = new Acknowledged(10);
        acknowledged.take(numbers.length);
        for (int serial = 0; serial < numbers.length; serial++) {
            acknowledged.note(serial, receipts.path(numbers[serial]));
        }
        return acknowledged;
    }
}
