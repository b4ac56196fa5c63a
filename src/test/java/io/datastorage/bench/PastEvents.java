package io.datastorage.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.datastorage.GatewayEvents;
import io.datastorage.event.Commitments;
import io.datastorage.event.Event;
import io.datastorage.event.EventLimits;
import io.datastorage.event.EventParser;
import io.datastorage.event.JsonReader;
import io.datastorage.event.Parsed;
import io.datastorage.event.PreparedEvent;
import io.datastorage.ledger.FilledLog;

import java.time.Instant;
import java.util.Random;
import java.util.function.LongFunction;

/**
 * What a log holds after some time: of five events, four are of cases of five or six events each that end soon, and one
 * is of a few long-lived correlations. Events arrive up to two minutes late.
 */
final class PastEvents implements LongFunction<PreparedEvent> {
    /** Log indexes over which the events of a case are spread. */
    private static final int CASE = 7;
    private static final int LONG_LIVED = 50;
    private static final int LATE_MILLIS = 120_000;

    private final EventParser parser = new EventParser(EventLimits.DEFAULT);
    private final FilledLog.Shape shape;

    PastEvents(FilledLog.Shape shape) {
        this.shape = shape;
    }

    /** The correlation of the case that went on at this log index. */
    static String caseAt(long logIndex) {
        return "rr-" + logIndex / CASE;
    }

    @Override
    public PreparedEvent apply(long logIndex) {
        Random random = new Random(logIndex);
        Instant recordedAt = shape.recordedAt(logIndex);
        String correlationId = random.nextInt(5) == 0
                ? "long-lived-" + (int) (LONG_LIVED * Math.pow(random.nextDouble(), 2))
                : caseAt(logIndex);
        String json = GatewayEvents.event(logIndex, correlationId,
                recordedAt.minusMillis(random.nextInt(LATE_MILLIS)));
        byte[] salt = new byte[Commitments.SALT_BYTES];
        random.nextBytes(salt);
        return Commitments.prepare(event(json, recordedAt), "system:serviceaccount:gateway", salt);
    }

    private Event event(String json, Instant now) {
        if (parser.parse(JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH),
                now) instanceof Parsed.Valid(Event event)) {
            return event;
        }
        throw new IllegalStateException(json);
    }
}
