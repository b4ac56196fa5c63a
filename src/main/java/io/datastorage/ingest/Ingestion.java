package io.datastorage.ingest;

import io.datastorage.event.Commitments;
import io.datastorage.event.Event;
import io.datastorage.event.EventParser;
import io.datastorage.event.JsonValue;
import io.datastorage.event.Parsed;
import io.datastorage.event.PreparedEvent;
import io.datastorage.ingest.IngestMetrics.Reason;
import io.datastorage.ledger.AppendOutcome;
import io.datastorage.ledger.AppendRequest;
import io.datastorage.ledger.Appender;
import io.datastorage.ledger.Deadline;
import io.datastorage.ledger.ReplaySettings;
import io.datastorage.ledger.RequestIdentity;
import io.datastorage.web.JsonBody;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Takes the events of one request: validates them, commits to their fields, then has them appended. */
@Component
class Ingestion {
    /** Who posts. Nobody is authenticated, so there is nothing to record and all share one space of keys. */
    private static final String NOBODY = "";
    /** At one time, for requests that find the queue full. */
    private static final int LOOK_UPS = 3;

    private final Appender appender;
    private final Parents parents;
    private final IngestMetrics metrics;
    private final EventParser parser;
    private final boolean replayProtection;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore lookUps = new Semaphore(LOOK_UPS);

    Ingestion(Appender appender, Parents parents, IngestMetrics metrics, EventSettings events, ReplaySettings replay,
            Clock clock) {
        this.appender = appender;
        this.parents = parents;
        this.metrics = metrics;
        this.parser = new EventParser(events.limits());
        this.replayProtection = replay.enabled();
        this.clock = clock;
    }

    /** What has become of a request before anything is appended. */
    sealed interface Checked {
        /** An equal request was stored before. */
        record Repetition(AppendOutcome outcome) implements Checked {}

        /**
         * Its events may be appended.
         *
         * @param unknownFields top-level fields that the API does not know, in all of its events
         */
        record Valid(AppendRequest request, Deadline deadline, int unknownFields) implements Checked {}
    }

    /**
     * Validates a request's events and commits to their fields. The result keeps nothing of the body's tree, which is
     * several times as large as the body.
     *
     * <p>What would be refused is looked up before it is: a repetition may come when its events have become too old to be
     * taken anew.
     */
    Checked check(Route route, JsonBody body, List<JsonValue> documents, @Nullable String idempotencyKey) {
        var deadline = appender.hold();
        var errors = new EventErrors(route);
        // Before the identity, since that is faster when the event data were written in their canonical form.
        var events = parse(documents, errors);
        var identity = replayProtection
                ? IdempotencyKey.identity(NOBODY, route, body.value(), idempotencyKey)
                : null;
        var reason = Reason.EVENT;
        if (errors.isEmpty()) {
            parents.check(events, errors, deadline);
            reason = Reason.PARENT;
        }
        if (!errors.isEmpty()) {
            // If this fails, so does the request: refused for good, a repetition would not be sent again.
            var earlier = earlier(identity, deadline);
            if (earlier.isEmpty()) {
                metrics.refused(reason);
                throw errors.toProblem().toException();
            }
            return new Checked.Repetition(earlier.get());
        }
        int unknownFields = events.stream().map(Event::extra).filter(Objects::nonNull)
                .mapToInt(extra -> extra.members().size()).sum();
        return new Checked.Valid(new AppendRequest(prepare(events), identity, body.bytes()), deadline, unknownFields);
    }

    /**
     * Appends the events, or finds under the append lock that an equal request was stored before; while the queue is
     * full, without the lock, for a few at a time.
     */
    AppendOutcome append(Checked checked) {
        if (!(checked instanceof Checked.Valid(var request, var deadline, var unknownFields))) {
            return ((Checked.Repetition) checked).outcome();
        }
        var outcome = appender.append(request, deadline);
        if (outcome instanceof AppendOutcome.QueueFull) {
            return earlierIfKnown(request.identity(), deadline).orElse(outcome);
        }
        if (outcome instanceof AppendOutcome.Stored(_, var replayed) && !replayed) {
            request.events().forEach(stored -> metrics.stored(stored.event()));
            metrics.storedUnknownFields(unknownFields);
        }
        return outcome;
    }

    /** The origin of the log that receipts are of; empty where it is not signed. */
    Optional<String> origin() {
        return appender.origin();
    }

    private Optional<AppendOutcome> earlier(@Nullable RequestIdentity identity, Deadline deadline) {
        return identity == null ? Optional.empty() : appender.earlier(identity, deadline);
    }

    /** Only by a few at a time: many would wait for a connection, and hold what the queue has refused to hold. */
    private Optional<AppendOutcome> earlierIfKnown(@Nullable RequestIdentity identity, Deadline deadline) {
        if (!lookUps.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return earlier(identity, deadline);
        } catch (DataAccessException _) {
            return Optional.empty();
        } finally {
            lookUps.release();
        }
    }

    private List<Event> parse(List<JsonValue> documents, EventErrors errors) {
        var now = clock.instant();
        var events = new ArrayList<Event>(documents.size());
        for (int index = 0; index < documents.size(); index++) {
            switch (parser.parse(documents.get(index), now)) {
                case Parsed.Valid(var event) -> events.add(event);
                case Parsed.Invalid(var found) -> errors.add(index, found);
            }
        }
        return events;
    }

    private List<PreparedEvent> prepare(List<Event> events) {
        var salts = new byte[events.size() * Commitments.SALT_BYTES];
        random.nextBytes(salts);
        return IntStream.range(0, events.size())
                .mapToObj(i -> Commitments.prepare(events.get(i), null,
                        Arrays.copyOfRange(salts, i * Commitments.SALT_BYTES, (i + 1) * Commitments.SALT_BYTES)))
                .toList();
    }
}
