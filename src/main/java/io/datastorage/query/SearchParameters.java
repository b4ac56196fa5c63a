package io.datastorage.query;

import io.datastorage.ledger.EventFilter;
import io.datastorage.ledger.PageRequest;
import io.datastorage.ledger.PageRequest.Order;
import io.datastorage.ledger.QuerySettings;
import io.datastorage.web.EventIds;
import io.datastorage.web.InvalidParameterException;
import io.datastorage.web.QueryParameters;
import io.datastorage.web.TimeParameter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a search from a query string. */
@Component
class SearchParameters {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_TEXT = 1024;
    private static final List<String> OUTCOMES = List.of("success", "failure", "pending");
    private static final Pattern DETAIL_KEY = Pattern.compile("[A-Za-z0-9_]{1,100}");
    private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");

    private final QuerySettings settings;
    private final Clock clock;

    SearchParameters(QuerySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What the query string asks for; a query string that cannot be answered ends the request with 400. */
    Search read(@Nullable String rawQuery) {
        var given = QueryParameters.of(rawQuery);
        var filter = filter(given, clock.instant());
        var order = given.value("sort", SearchParameters::order);
        int limit = given.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT, "");
        int offset = given.number("offset", 0, settings.maxOffset(), 0,
                "; to read further, follow next_cursor with the parameter cursor");
        var cursor = given.value("cursor", Cursor::decode);
        if (given.isGiven("cursor") && given.isGiven("offset")) {
            given.reject("offset", "must not be given together with cursor");
        }
        var from = order == null ? Order.NEWEST_FIRST : order;
        var id = SearchId.of(given, from);
        if (cursor != null) {
            check(given, cursor, id, from);
        }
        given.finish();
        return cursor == null
                ? new Search(id, new PageRequest(filter, from, limit, offset, null))
                : new Search(id, new PageRequest(at(filter, cursor), from, limit, 0, cursor.position()));
    }

    private void check(QueryParameters given, Cursor cursor, byte[] id, Order order) {
        if (!cursor.continues(id)) {
            given.reject("cursor", "belongs to a search with other filters or another sort; repeat those of the first"
                    + " page (limit may change), or leave the cursor out to begin anew");
        } else if (cursor.position().skip() > settings.maxOffset()
                || (cursor.position().timestamp() == null) != (order == Order.LOG_INDEX)) {
            given.reject("cursor", Cursor.MALFORMED);
        }
    }

    private static EventFilter filter(QueryParameters given, Instant now) {
        var detailKey = given.value("detail_key", SearchParameters::detailKey);
        var detailValue = given.text("detail_value", MAX_TEXT);
        if (given.isGiven("detail_key") != given.isGiven("detail_value")) {
            var missing = given.isGiven("detail_key") ? "detail_value" : "detail_key";
            given.reject(missing, "must be given too: detail_key and detail_value belong together");
        }
        return new EventFilter(given.text("event_type", 100), given.text("event_category", 50),
                given.value("event_outcome", SearchParameters::outcome), given.text("severity", MAX_TEXT),
                given.text("correlation_id", 255), detailKey, detailValue, given.text("actor_id", MAX_TEXT),
                given.text("resource_type", MAX_TEXT), given.text("resource_id", MAX_TEXT),
                given.text("namespace", MAX_TEXT), given.value("event_id", EventIds::parse),
                given.value("event_hash", SearchParameters::hash),
                given.value("since", text -> TimeParameter.parse(text, now)),
                given.value("until", text -> TimeParameter.parse(text, now)),
                given.value("include", SearchParameters::include) != null);
    }

    /** The filter with the times that the first page settled on. */
    private static EventFilter at(EventFilter filter, Cursor cursor) {
        return new EventFilter(filter.eventType(), filter.eventCategory(), filter.eventOutcome(), filter.severity(),
                filter.correlationId(), filter.detailKey(), filter.detailValue(), filter.actorId(),
                filter.resourceType(), filter.resourceId(), filter.namespace(), filter.eventId(), filter.eventHash(),
                cursor.since(), cursor.until(), filter.withInternal());
    }

    private static Order order(String text) throws InvalidParameterException {
        return switch (text) {
            case "event_timestamp" -> Order.NEWEST_FIRST;
            case "log_index" -> Order.LOG_INDEX;
            default -> throw new InvalidParameterException("must be event_timestamp or log_index");
        };
    }

    private static String include(String text) throws InvalidParameterException {
        if (!text.equals("internal")) {
            throw new InvalidParameterException("must be internal");
        }
        return text;
    }

    private static String outcome(String text) throws InvalidParameterException {
        if (!OUTCOMES.contains(text)) {
            throw new InvalidParameterException("must be one of " + String.join(", ", OUTCOMES));
        }
        return text;
    }

    private static String detailKey(String text) throws InvalidParameterException {
        if (!DETAIL_KEY.matcher(text).matches()) {
            throw new InvalidParameterException("must be 1 to 100 letters, digits and underscores");
        }
        return text;
    }

    private static byte[] hash(String text) throws InvalidParameterException {
        if (!HASH.matcher(text).matches()) {
            throw new InvalidParameterException("must be 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(text);
    }
}
