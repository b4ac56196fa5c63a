package io.datastorage.proof;

import io.datastorage.event.JsonValue;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import io.datastorage.event.Timestamps;
import io.datastorage.proof.ChainReport.Finding;
import io.datastorage.web.JsonBytes;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemType;
import io.datastorage.web.RequestBodies;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;

import java.time.Clock;
import java.util.HexFormat;
import jakarta.servlet.http.HttpServletRequest;

/** Verifying the chain of a correlation. */
@RestController
class VerifyChainController {
    private static final int MAX_CORRELATION_ID = 255;
    private static final HexFormat HEX = HexFormat.of();

    private final RequestBodies bodies;
    private final ChainVerifier verifier;
    private final Clock clock;

    VerifyChainController(RequestBodies bodies, ChainVerifier verifier, Clock clock) {
        this.bodies = bodies;
        this.verifier = verifier;
        this.clock = clock;
    }

    @PostMapping(path = "/api/v1/audit/verify-chain", produces = MediaType.APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> verifyChain(HttpServletRequest request) {
        String correlationId;
        try (var body = bodies.readJson(request)) {
            correlationId = correlationId(body.value());
        }
        ChainReport report = verifier.verify(correlationId);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON)
                .body(JsonBytes.write(json -> write(json, report)));
    }

    private static String correlationId(JsonValue body) {
        if (!(body instanceof JsonObject object)) {
            throw Problem.of(ProblemType.VALIDATION_ERROR,
                    "The body must be a JSON object: {\"correlation_id\": \"…\"}.").toException();
        }
        for (String name : object.members().keySet()) {
            if (!name.equals("correlation_id")) {
                throw Problem.ofField(name, "is not known here; the only field is correlation_id").toException();
            }
        }
        return switch (object.members().get("correlation_id")) {
            case JsonString(String id) when !id.isEmpty() && id.codePointCount(0, id.length()) <= MAX_CORRELATION_ID ->
                id;
            case JsonString(String id) when !id.isEmpty() ->
                throw Problem.ofField("correlation_id", "must have at most 255 characters").toException();
            case null, default -> throw Problem.of(ProblemType.MISSING_CORRELATION_ID,
                    "Name the correlation to verify: {\"correlation_id\": \"…\"}.").toException();
        };
    }

    private void write(JsonGenerator json, ChainReport report) {
        json.writeStartObject();
        json.writeStringProperty("correlation_id", report.correlationId());
        json.writeBooleanProperty("is_valid", report.isValid());
        json.writeNumberProperty("total_events", report.total());
        json.writeNumberProperty("verified_events", report.verified());
        json.writeArrayPropertyStart("tampered_events");
        report.findings().forEach(finding -> write(json, finding));
        json.writeEndArray();
        json.writeStringProperty("verification_time", Timestamps.apiForm(clock.instant()));
        json.writeStringProperty("checked_against", report.basis().signed() ? "checkpoint" : "unsigned");
        json.writeNumberProperty("checked_size", report.basis().size());
        json.writeStringProperty("message", message(report));
        json.writeEndObject();
    }

    private static String message(ChainReport report) {
        String against = (report.basis().signed()
                ? " Checked against the signed checkpoint of %,d records."
                : " Checked against the database's own state of %,d records: nothing is signed.")
                .formatted(report.basis().size());
        if (!report.isValid()) {
            return "The chain or the log was tampered with: %,d of %,d events verify.".formatted(
                    report.verified(), report.total()) + against;
        }
        return (report.total() == 0
                ? "The log has no events of this correlation."
                : "The chain is intact: all %,d events verify.".formatted(report.total())) + against;
    }

    private static void write(JsonGenerator json, Finding finding) {
        json.writeStartObject();
        if (finding.logIndex() != null) {
            json.writeNumberProperty("log_index", finding.logIndex());
        }
        if (finding.eventId() != null) {
            json.writeStringProperty("event_id", finding.eventId().toString());
        }
        if (finding.eventTimestamp() != null) {
            json.writeStringProperty("event_timestamp", Timestamps.apiForm(finding.eventTimestamp()));
        }
        hash(json, "expected_hash", finding.expectedHash());
        hash(json, "actual_hash", finding.actualHash());
        hash(json, "previous_hash", finding.previousHash());
        json.writeStringProperty("message", finding.message());
        json.writeEndObject();
    }

    private static void hash(JsonGenerator json, String name, byte @Nullable [] hash) {
        if (hash != null) {
            json.writeStringProperty(name, HEX.formatHex(hash));
        }
    }
}
