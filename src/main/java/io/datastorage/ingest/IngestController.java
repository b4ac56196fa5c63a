package io.datastorage.ingest;

import io.datastorage.event.JsonValue;
import io.datastorage.event.JsonValue.JsonArray;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.ingest.IngestMetrics.Outcome;
import io.datastorage.ingest.IngestMetrics.Reason;
import io.datastorage.ledger.AppendOutcome;
import io.datastorage.ledger.Deadline;
import io.datastorage.ledger.LogMismatchException;
import io.datastorage.ledger.Receipt;
import io.datastorage.ledger.ReceiptProofs;
import io.datastorage.web.JsonBody;
import io.datastorage.web.LimitSettings;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemException;
import io.datastorage.web.ProblemType;
import io.datastorage.web.RequestBodies;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Posting events, one or a batch. */
@RestController
class IngestController {
    private static final Logger log = LoggerFactory.getLogger(IngestController.class);

    private final RequestBodies bodies;
    private final Ingestion ingestion;
    private final IngestMetrics metrics;
    private final LimitSettings limits;
    private final ReceiptProofs proofs;
    private final Clock clock;

    IngestController(RequestBodies bodies, Ingestion ingestion, IngestMetrics metrics, LimitSettings limits,
            ReceiptProofs proofs, Clock clock) {
        this.bodies = bodies;
        this.ingestion = ingestion;
        this.proofs = proofs;
        this.metrics = metrics;
        this.limits = limits;
        this.clock = clock;
    }

    @PostMapping(path = "/api/v1/audit/events", produces = MediaType.APPLICATION_JSON_VALUE)
    void postEvent(HttpServletRequest request, HttpServletResponse response) throws IOException {
        post(Route.SINGLE, request, body -> List.of(single(body))).writeTo(response);
    }

    @PostMapping(path = "/api/v1/audit/events/batch", produces = MediaType.APPLICATION_JSON_VALUE)
    void postBatch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        post(Route.BATCH, request, this::elements).writeTo(response);
    }

    private Answers.Answer post(Route route, HttpServletRequest request,
            Function<JsonBody, List<JsonValue>> documents) {
        var began = clock.instant();
        var outcome = Outcome.FAILED;
        try {
            // The body is garbage before the wait begins.
            var appended = ingestion.append(check(route, request, documents));
            outcome = outcome(appended);
            return Answers.of(route, appended, ingestion.origin(),
                    ProofRequest.isMade(request) ? this::prove : _ -> Optional.empty());
        } catch (ProblemException refused) {
            outcome = refused.problem().type().status() < 500 ? Outcome.REFUSED : Outcome.UNAVAILABLE;
            throw refused;
        } catch (DataAccessException away) {
            outcome = Outcome.UNAVAILABLE;
            throw away;
        } finally {
            metrics.answered(route, outcome, began);
        }
    }

    private Ingestion.Checked check(Route route, HttpServletRequest request,
            Function<JsonBody, List<JsonValue>> documents) {
        var key = checked(Reason.IDEMPOTENCY_KEY,
                () -> IdempotencyKey.check(request.getHeader(IdempotencyKey.HEADER)));
        try (var body = checked(Reason.BODY, () -> bodies.readJson(request))) {
            var events = checked(Reason.BATCH, () -> documents.apply(body));
            return ingestion.check(route, body, events, key);
        }
    }

    /** The events are stored whatever comes of this, so the answer is a success that has a proof or has none. */
    private Optional<ReceiptProofs.Proven> prove(List<Receipt> receipts) {
        try {
            return proofs.prove(receipts, Deadline.in(ProofRequest.WAIT));
        } catch (DataAccessException | LogMismatchException e) {
            log.warn("A receipt is returned without the proof that was asked for: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static JsonValue single(JsonBody body) {
        if (body.value() instanceof JsonObject event) {
            return event;
        }
        throw Problem.of(ProblemType.VALIDATION_ERROR,
                "The body must be one event, a JSON object. Post an array to /api/v1/audit/events/batch.")
                .toException();
    }

    private List<JsonValue> elements(JsonBody body) {
        if (!(body.value() instanceof JsonArray(var elements))) {
            throw Problem.of(ProblemType.VALIDATION_ERROR,
                    "The body must be a JSON array of events. Post a single event to /api/v1/audit/events.")
                    .toException();
        }
        if (elements.isEmpty()) {
            throw Problem.of(ProblemType.VALIDATION_ERROR,
                    "The batch is empty. Post 1 to %,d events.".formatted(limits.batchEvents())).toException();
        }
        if (elements.size() > limits.batchEvents()) {
            throw Problem.of(ProblemType.BATCH_SIZE_EXCEEDED, "The batch has %,d events, and %,d are allowed. Split it."
                    .formatted(elements.size(), limits.batchEvents())).toException();
        }
        return elements;
    }

    private <T extends @Nullable Object> T checked(Reason reason, Supplier<T> step) {
        try {
            return step.get();
        } catch (ProblemException refused) {
            if (refused.problem().type().status() < 500) {
                metrics.refused(reason);
            }
            throw refused;
        }
    }

    private static Outcome outcome(AppendOutcome appended) {
        return switch (appended) {
            case AppendOutcome.Stored(_, var replayed) -> replayed ? Outcome.REPLAYED : Outcome.STORED;
            case AppendOutcome.IdentityReused _ -> Outcome.REFUSED;
            case AppendOutcome.QueueFull _,AppendOutcome.Unavailable _,AppendOutcome.Stopped _ -> Outcome.UNAVAILABLE;
            case AppendOutcome.Refused _ -> Outcome.FAILED;
        };
    }
}
