package io.datastorage.query;

import static io.datastorage.web.ApiSchemas.anyObject;
import static io.datastorage.web.ApiSchemas.array;
import static io.datastorage.web.ApiSchemas.bool;
import static io.datastorage.web.ApiSchemas.hash;
import static io.datastorage.web.ApiSchemas.integer;
import static io.datastorage.web.ApiSchemas.named;
import static io.datastorage.web.ApiSchemas.object;
import static io.datastorage.web.ApiSchemas.oneOf;
import static io.datastorage.web.ApiSchemas.pattern;
import static io.datastorage.web.ApiSchemas.text;
import static io.datastorage.web.ApiSchemas.time;
import static io.datastorage.web.ApiSchemas.uuid;

import io.datastorage.web.ApiOperation;
import io.datastorage.web.ProblemType;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.tags.Tag;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

import java.math.BigDecimal;

/** How searching is described to clients. */
@Component
class QueryDescription implements OpenApiCustomizer {
    private static final String TAG = "Searching";
    private static final String EVENTS = "/api/v1/audit/events";
    private static final int TEXT = 1024;
    private static final String TIME = " `event_timestamp`, inclusive: how long ago (`24h`, `7d`, `1h30m`), RFC 3339,"
            + " the same without an offset as UTC, or a date, which is its midnight in UTC.";

    @Override
    public void customise(OpenAPI api) {
        api.addTagsItem(new Tag().name(TAG).description("Finding events"));
        api.getComponents().addSchemas("StoredEvent", storedEvent());
        ApiOperation.of(api, HttpMethod.GET, EVENTS)
                .is("searchEvents", TAG, "Search events", "Filters are exact, and all must hold. An empty parameter"
                        + " counts as not given; one that is unknown, repeated or not valid is refused.")
                .query("event_type", text(100), "")
                .query("event_category", text(50), "")
                .query("event_outcome", oneOf("success", "failure", "pending"), "")
                .query("severity", text(TEXT), "")
                .query("correlation_id", text(255), "")
                .query("detail_key", pattern("^[A-Za-z0-9_]{1,100}$"), "A top-level field of `event_data`.")
                .query("detail_value", text(TEXT), "What that field reads as text; both or neither.")
                .query("actor_id", text(TEXT), "")
                .query("resource_type", text(TEXT), "")
                .query("resource_id", text(TEXT), "")
                .query("namespace", text(TEXT), "")
                .query("event_id", uuid(), "")
                .query("event_hash", pattern("^[0-9A-Fa-f]{64}$"), "")
                .query("include", oneOf("internal"), "`internal`: also events that the service itself wrote (category"
                        + " `datastorage`). Without it they are shown only where the category, the type, the correlation or"
                        + " the id is asked for.")
                .query("since", text(), "Earliest" + TIME)
                .query("until", text(), "Latest" + TIME)
                .query("sort", oneOf("event_timestamp", "log_index"), "`event_timestamp`, the default: newest first."
                        + " `log_index`: in the order of the log, oldest first.")
                .query("limit", number(1, 1000), "Rows on a page; default 50.")
                .query("offset", number(0, 10_000), "Rows to skip, up to a ceiling that can be configured; default 0.")
                .query("cursor", text(), "`next_cursor` of the page before; with the same filters and sort, and without"
                        + " offset.")
                .answers(200, "A page.", page());
        ApiOperation.of(api, HttpMethod.GET, EVENTS + "/{event_id}")
                .is("getEvent", TAG, "Read one event", "")
                .path("event_id", uuid(), "")
                .answers(200, "The event.", named("StoredEvent"))
                .revalidates()
                .fails(ProblemType.NOT_FOUND);
    }

    private static Schema<?> number(long min, long max) {
        return integer().minimum(BigDecimal.valueOf(min)).maximum(BigDecimal.valueOf(max));
    }

    private static Schema<?> page() {
        var pagination = object("")
                .required("limit", integer(), "")
                .required("offset", integer(), "0 when a cursor was given.")
                .required("total", integer(), "Matches of the whole search.")
                .required("total_is_exact", bool(), "false when there are at least `total` and counting stopped.")
                .required("left_out", integer(), "Further matches that the service itself wrote; see `include`.")
                .required("has_more", bool(), "Whether rows may follow.")
                .required("partial", bool(), "The search reached its budget before the page was full; go on.")
                .optional("next_cursor", text(), "Where the next page begins; absent after the last.");
        return object("").required("data", array(named("StoredEvent")), "")
                .required("pagination", pagination.schema(), "").schema();
    }

    private static Schema<?> storedEvent() {
        return object("An event as posted, with its defaults, and its place in the log.")
                .required("event_id", uuid(), "")
                .required("version", text(), "")
                .required("event_type", text(), "")
                .required("event_timestamp", time(), "")
                .required("event_date", new StringSchema().format("date"), "Of `event_timestamp`, in UTC.")
                .required("event_category", text(), "")
                .required("event_action", text(), "")
                .required("event_outcome", oneOf("success", "failure", "pending"), "")
                .optional("actor_type", text(), "")
                .optional("actor_id", text(), "")
                .optional("actor_ip", text(), "")
                .optional("resource_type", text(), "")
                .optional("resource_id", text(), "")
                .required("correlation_id", text(), "")
                .nullable("parent_event_id", uuid(), "")
                .nullable("parent_event_date", time(), "")
                .nullable("namespace", text(), "")
                .nullable("cluster_id", text(), "")
                .nullable("severity", text(), "")
                .nullable("duration_ms", integer(), "Milliseconds.")
                .nullable("error_code", text(), "")
                .nullable("error_message", text(), "")
                .required("retention_days", integer(), "")
                .nullable("is_sensitive", bool(), "")
                .optional("event_data", anyObject(), "As posted: members sorted, numbers exact.")
                .optional("extra", anyObject(), "Posted fields that are not known here.")
                .required("log_index", integer(), "Place in the log, from 0.")
                .required("chain_seq", integer(), "Place in the chain of its correlation, from 0.")
                .required("recorded_at", time(), "When it was stored, by the database's clock.")
                .optional("recorded_by", text(), "Who posted it, where that was authenticated.")
                .required("event_hash", hash(), "")
                .nullable("previous_event_hash", hash(), "Of the event before it in the chain; null for the first.")
                .required("legal_hold", bool(), "")
                .schema();
    }
}
