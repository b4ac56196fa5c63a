package io.datastorage.proof;

import io.datastorage.event.Timestamps;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LatestCheckpoint.Published;
import io.datastorage.web.JsonBytes;
import io.datastorage.web.QueryParameters;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import jakarta.servlet.http.HttpServletRequest;

/** How this instance's signing and self-check are. Asks the database nothing. */
@RestController
class StatusController {
    private static final int FINDINGS = 100;

    private final ObjectProvider<SigningLoop> signing;
    private final LatestCheckpoint latest;
    private final SelfCheck check;
    private final Clock clock;

    StatusController(ObjectProvider<SigningLoop> signing, LatestCheckpoint latest, SelfCheck check, Clock clock) {
        this.signing = signing;
        this.latest = latest;
        this.check = check;
        this.clock = clock;
    }

    @GetMapping(path = LogController.BASE + "status", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getStatus(HttpServletRequest request) {
        QueryParameters.of(request.getQueryString()).finish();
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).cacheControl(CacheControl.noStore())
                .body(JsonBytes.write(json -> {
                    json.writeStartObject();
                    signing(json);
                    selfCheck(json, check.status(), check.findings());
                    json.writeEndObject();
                }));
    }

    private void signing(JsonGenerator json) {
        SigningLoop loop = signing.getIfAvailable();
        json.writeObjectPropertyStart("signing");
        json.writeStringProperty("state", loop == null ? "off" : loop.state().word());
        latest.get().map(Published::size).ifPresent(size -> json.writeNumberProperty("size", size));
        if (loop != null && loop.lastCompared().isAfter(Instant.EPOCH)) {
            time(json, "compared_at", loop.lastCompared());
            json.writeNumberProperty("age_seconds",
                    Duration.between(loop.lastCompared(), clock.instant()).toMillis() / 1000.0);
        }
        json.writeEndObject();
    }

    private static void selfCheck(JsonGenerator json, SelfCheckStatus status, SelfCheckFindings findings) {
        json.writeObjectPropertyStart("self_check");
        json.writeStringProperty("state", status.state().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("position", status.position());
        json.writeNumberProperty("size", status.size());
        json.writeStringProperty("checked_against", status.signed() ? "checkpoint" : "unsigned");
        time(json, "started_at", status.startedAt());
        SelfCheckStatus.Full last = status.last();
        if (last != null) {
            json.writeObjectPropertyStart("last_full_pass");
            time(json, "started_at", last.startedAt());
            time(json, "finished_at", last.finishedAt());
            json.writeNumberProperty("records", last.records());
            json.writeEndObject();
        }
        json.writeNumberProperty("findings_total", findings.total());
        findings.firstBadIndex().ifPresent(index -> json.writeNumberProperty("first_bad_log_index", index));
        json.writeArrayPropertyStart("findings");
        for (LogFinding finding : findings.first(FINDINGS)) {
            json.writeStartObject();
            json.writeStringProperty("kind", finding.kind().word());
            if (finding.logIndex() != null) {
                json.writeNumberProperty("log_index", finding.logIndex());
            }
            json.writeStringProperty("message", finding.message());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant instant) {
        if (instant != null) {
            json.writeStringProperty(name, Timestamps.apiForm(instant));
        }
    }
}
