package io.datastorage.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.TestService;
import io.datastorage.ledger.TestAppends;
import io.datastorage.ledger.TestLedger;
import io.datastorage.web.Http;

import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A running service with a log of its own, and a way to fill it; at its end the whole log must verify. */
final class QueryFixture implements AutoCloseable {
    static final String PATH = "/api/v1/audit/events";

    private final TestDatabase database = TestDatabase.migrated();
    private final TestService service;

    QueryFixture(String... settings) {
        service = TestService.on(database, settings);
    }

    Http http() {
        return service.api();
    }

    /** Posts a batch of events made from 0 to below the count. */
    void post(int count, IntFunction<String> event) {
        var batch = IntStream.range(0, count).mapToObj(event).collect(Collectors.joining(",", "[", "]"));
        var response = http().post(PATH + "/batch", batch);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    /** Appends an event as the service itself does, which clients cannot post. */
    void appendInternal(String correlationId) {
        TestAppends.append(database, List.of(TestEvents.internal(correlationId)));
    }

    static String event(String correlationId, Instant timestamp) {
        return """
                {"version":"1.0","event_type":"gateway.signal.received","event_timestamp":"%s","event_category":"gateway",\
                "event_action":"received","event_outcome":"success","correlation_id":"%s","event_data":{"a":1}}"""
                .formatted(timestamp, correlationId);
    }

    @Override
    public void close() {
        service.close();
        try (database) {
            TestLedger.check(database);
        }
    }
}
