package io.datastorage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.event.Commitments;
import io.datastorage.event.Event;
import io.datastorage.event.JsonReader;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.PreparedEvent;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;

/** Events to append. */
public final class TestEvents {
    private TestEvents() {}

    /** An event that happened now. */
    public static PreparedEvent event(String correlationId) {
        return event(correlationId, Instant.now(), "received");
    }

    /** An event that the service itself could have written. */
    public static PreparedEvent internal(String correlationId) {
        return internal(correlationId, Instant.now());
    }

    /** The same, some time ago. */
    public static PreparedEvent internal(String correlationId, Instant timestamp) {
        return event(Event.INTERNAL_CATEGORY, correlationId, timestamp, "began");
    }

    /** An event. */
    public static PreparedEvent event(String correlationId, Instant timestamp, String action) {
        return event("gateway", correlationId, timestamp, action);
    }

    private static PreparedEvent event(String category, String correlationId, Instant timestamp, String action) {
        JsonObject data = (JsonObject) JsonReader.read("""
                {"signal_name": "MemoryHigh", "startsAtUnixNano": 1767794236123456789, "value": 0.9300000000000001,
                 "labels": {"pod": "audit-test-pod", "emoji": "🚨"}, "empty": {}, "list": [1, null, true]}
                """.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
        JsonObject extra = (JsonObject) JsonReader.read("{\"trace_id\":\"t-1\"}".getBytes(UTF_8), 8);
        Event event = new Event(
                "1.0", category + ".signal.received", timestamp.truncatedTo(ChronoUnit.MICROS), category, action,
                "success",
                "external", "prometheus-alertmanager", "10.0.0.1", "Signal", "fingerprint", correlationId, null,
                Instant.parse("2026-01-01T00:00:00Z"), "audit-trace", "prod-eu-1", "critical", 42L, "E1", "ünïcode",
                2555, false, data, extra);
        byte[] salt = new byte[Commitments.SALT_BYTES];
        ThreadLocalRandom.current().nextBytes(salt);
        return Commitments.prepare(event, "system:serviceaccount:test", salt);
    }
}
