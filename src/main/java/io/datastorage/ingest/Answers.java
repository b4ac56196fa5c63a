package io.datastorage.ingest;

import io.datastorage.event.Timestamps;
import io.datastorage.ledger.AppendOutcome;
import io.datastorage.ledger.Receipt;
import io.datastorage.ledger.ReceiptProofs.Proven;
import io.datastorage.web.JsonBytes;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Turns the outcome of an append into what the client reads. What may succeed later is 503 and nothing else: clients
 * send again after 503, and give up after 429 or 500.
 */
final class Answers {
    private static final HexFormat HEX = HexFormat.of();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final int RETRY_SECONDS = 1;

    private Answers() {}

    /**
     * 201 with its body.
     *
     * @param replayed whether the events had been stored by an earlier request
     */
    record Answer(byte[] body, boolean replayed) {
        /** Writes it as it is: there is nothing that Spring's converters would choose. */
        void writeTo(HttpServletResponse response) throws IOException {
            response.setStatus(HttpServletResponse.SC_CREATED);
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.setContentLength(body.length);
            if (replayed) {
                response.setHeader("Idempotent-Replay", "true");
            }
            response.getOutputStream().write(body);
        }
    }

    /**
     * The answer.
     *
     * @param origin of the log; empty where it is not signed
     * @param proofs gives the proof that was asked for, if it can be had
     */
    static Answer of(Route route, AppendOutcome outcome, Optional<String> origin,
            Function<List<Receipt>, Optional<Proven>> proofs) {
        return switch (outcome) {
            case AppendOutcome.Stored(var receipts, var replayed) ->
                new Answer(body(route, receipts, origin, proofs.apply(receipts).orElse(null)), replayed);
            case AppendOutcome.IdentityReused _ -> throw Problem.of(ProblemType.IDEMPOTENCY_KEY_REUSED).toException();
            case AppendOutcome.QueueFull _ ->
                throw Problem.of(ProblemType.SERVICE_UNAVAILABLE).retryAfter(RETRY_SECONDS).toException();
            case AppendOutcome.Unavailable _ ->
                throw Problem.of(ProblemType.DATABASE_ERROR).retryAfter(RETRY_SECONDS).toException();
            case AppendOutcome.Stopped _ -> throw Problem.of(ProblemType.SERVICE_UNAVAILABLE,
                    "The log in the database is not the one this instance has seen. It appends nothing until an"
                            + " operator has looked; the request is safe to send again.")
                    .retryAfter(RETRY_SECONDS).toException();
            case AppendOutcome.Refused _ -> throw Problem.of(ProblemType.INTERNAL_ERROR,
                    "The database refuses these events. Sending them again will not help.").toException();
        };
    }

    private static byte[] body(Route route, List<Receipt> receipts, Optional<String> origin,
            @Nullable Proven proven) {
        return JsonBytes.write(json -> {
            json.writeStartObject();
            if (route == Route.SINGLE) {
                var receipt = receipts.getFirst();
                json.writeStringProperty("event_id", receipt.eventId().toString());
                json.writeStringProperty("event_timestamp", Timestamps.apiForm(receipt.eventTimestamp()));
                json.writeStringProperty("message", "The event is in the log.");
                place(json, receipt, 0, proven);
            } else {
                json.writeArrayPropertyStart("event_ids");
                receipts.forEach(receipt -> json.writeString(receipt.eventId().toString()));
                json.writeEndArray();
                json.writeStringProperty("message", receipts.size() == 1
                        ? "The event is in the log."
                        : "The %,d events are in the log.".formatted(receipts.size()));
                json.writeArrayPropertyStart("receipts");
                for (int i = 0; i < receipts.size(); i++) {
                    json.writeStartObject();
                    json.writeStringProperty("event_id", receipts.get(i).eventId().toString());
                    place(json, receipts.get(i), i, proven);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            origin.ifPresent(name -> json.writeStringProperty("log_origin", name));
            if (proven != null) {
                json.writeNumberProperty("tree_size", proven.size());
                json.writeStringProperty("checkpoint", proven.checkpoint());
            }
            json.writeEndObject();
        });
    }

    private static void place(JsonGenerator json, Receipt receipt, int number, @Nullable Proven proven) {
        json.writeNumberProperty("log_index", receipt.logIndex());
        json.writeStringProperty("event_hash", HEX.formatHex(receipt.eventHash()));
        if (proven != null) {
            json.writeArrayPropertyStart("inclusion_proof");
            proven.inclusion().get(number).forEach(hash -> json.writeString(BASE64.encodeToString(hash)));
            json.writeEndArray();
        }
    }
}
