package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.ledger.Receipt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What clients were told of the events that they posted, by serial number. */
public final class Receipts {
    private final Map<Long, Told> told = new ConcurrentHashMap<>();
    private final Queue<Long> unseen = new ConcurrentLinkedQueue<>();

    /** What is known of a record; the hash in lower-case hex. */
    public record Told(long logIndex, String eventId, String eventHash) {
        static Told of(JsonNode receipt) {
            return new Told(receipt.path("log_index").asLong(), receipt.path("event_id").asString(),
                    receipt.path("event_hash").asString());
        }

        /** What an appender answers. */
        public static Told of(Receipt receipt) {
            return new Told(receipt.logIndex(), receipt.eventId().toString(),
                    HexFormat.of().formatHex(receipt.eventHash()));
        }
    }

    /** Keeps an answer; an event that is acknowledged again must be the same record. */
    public void add(long serial, Told receipt) {
        Told before = told.putIfAbsent(serial, receipt);
        if (before == null) {
            unseen.add(serial);
        } else {
            assertThat(receipt).as("second receipt of event %d", serial).isEqualTo(before);
        }
    }

    /** The receipt of an event, if it was acknowledged. */
    public @Nullable Told of(long serial) {
        return told.get(serial);
    }

    /** Events that were acknowledged. */
    public int size() {
        return told.size();
    }

    Map<Long, Told> all() {
        return Map.copyOf(told);
    }

    /** An event that was acknowledged, once each; null when all were given. */
    @Nullable
    Long nextUnseen() {
        return unseen.poll();
    }
}
