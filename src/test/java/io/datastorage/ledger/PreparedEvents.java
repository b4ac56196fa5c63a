package io.datastorage.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.event.Commitments;
import io.datastorage.event.Event;
import io.datastorage.event.EventLimits;
import io.datastorage.event.EventParser;
import io.datastorage.event.JsonReader;
import io.datastorage.event.Parsed;
import io.datastorage.event.PreparedEvent;

import java.time.Instant;
import java.util.Random;

/** Makes of events as they are posted what an append transaction takes. */
final class PreparedEvents {
    private final EventParser parser = new EventParser(EventLimits.DEFAULT);
    private final Random random = new Random(1);

    PreparedEvent of(String json) {
        if (parser.parse(JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH),
                Instant.now()) instanceof Parsed.Valid(Event event)) {
            return Commitments.prepare(event, null, bytes(Commitments.SALT_BYTES));
        }
        throw new IllegalStateException(json);
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
