package io.datastorage.ingest;

import static io.datastorage.web.ApiSchemas.anyObject;
import static io.datastorage.web.ApiSchemas.array;
import static io.datastorage.web.ApiSchemas.base64;
import static io.datastorage.web.ApiSchemas.bool;
import static io.datastorage.web.ApiSchemas.hash;
import static io.datastorage.web.ApiSchemas.integer;
import static io.datastorage.web.ApiSchemas.name;
import static io.datastorage.web.ApiSchemas.named;
import static io.datastorage.web.ApiSchemas.object;
import static io.datastorage.web.ApiSchemas.oneOf;
import static io.datastorage.web.ApiSchemas.text;
import static io.datastorage.web.ApiSchemas.time;
import static io.datastorage.web.ApiSchemas.uuid;

import io.datastorage.web.ApiOperation;
import io.datastorage.web.ProblemType;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.tags.Tag;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** How posting is described to clients. */
@Component
class IngestDescription implements OpenApiCustomizer {
    private static final String TAG = "Posting";
    private static final int TEXT = 1024;
    private static final String PROOF = "RFC 6962, section 2.1.1; when a proof was asked for.";
    private static final String ORIGIN = "Of the log that the receipt is of: the first line of its checkpoints.";
    private static final String SIZE = "Size of the log that the checkpoint signs.";
    private static final String CHECKPOINT = "The signed checkpoint that covers the receipts.";

    private final List<Map<String, Object>> example;

    IngestDescription() throws IOException {
        // What the Gateway posts for one alert.
        var json = new ClassPathResource("openapi/gateway-batch.json").getContentAsString(StandardCharsets.UTF_8);
        example = new JsonMapper().readValue(json.replace("@now", "2026-01-07T13:57:16Z"), new TypeReference<>() {
        });
    }

    @Override
    public void customise(OpenAPI api) {
        api.addTagsItem(new Tag().name(TAG).description("Storing events"));
        api.getComponents().addSchemas("Event", event());
        var single = ApiOperation.of(api, HttpMethod.POST, "/api/v1/audit/events")
                .is("postEvent", TAG, "Store one event",
                        "A field that is not known here is kept, and returned in `extra`.")
                .body(named("Event"), "gateway", example.getFirst())
                .answers(201, "Stored: committed and on disk.",
                        object("").required("event_id", uuid(), "").required("event_timestamp", time(), "")
                                .required("message", text(), "").required("log_index", integer(), "Place in the log.")
                                .required("event_hash", hash(), "")
                                .optional("inclusion_proof", array(base64()), PROOF)
                                .optional("log_origin", text(), ORIGIN)
                                .optional("tree_size", integer(), SIZE)
                                .optional("checkpoint", text(), CHECKPOINT).schema());
        var batch = ApiOperation.of(api, HttpMethod.POST, "/api/v1/audit/events/batch")
                .is("postEvents", TAG, "Store a batch of events",
                        "All or nothing. The events lie side by side in the log, in the order of the request.")
                .body(array(named("Event")).minItems(1).maxItems(1000), "gateway", example)
                .answers(201, "Stored: all of them committed and on disk. Everything is in request order.",
                        object("").required("event_ids", array(uuid()), "").required("message", text(), "")
                                .required("receipts", array(receipt()), "")
                                .optional("log_origin", text(), ORIGIN)
                                .optional("tree_size", integer(), SIZE)
                                .optional("checkpoint", text(), CHECKPOINT).schema());
        for (var operation : List.of(single, batch)) {
            operation.query("proof", bool(),
                    "true: the answer waits for the next signature, at most 4 s, and proves each"
                            + " receipt. Without one in time it has no proof; the events are stored all the same.")
                    .header("Prefer", text(), "`proof`: the same as `proof=true`.");
            operation.header(IdempotencyKey.HEADER, name(255), "Printable ASCII. Tells requests apart instead of their"
                    + " meaning; used again with another body, it is refused with 422.")
                    .answerHeader(201, "Idempotent-Replay", bool(),
                            "true when an earlier, equal request stored the events and this is its receipt.")
                    .fails(ProblemType.IDEMPOTENCY_KEY_REUSED);
        }
    }

    private static Schema<?> receipt() {
        return object("").required("event_id", uuid(), "").required("log_index", integer(), "Place in the log.")
                .required("event_hash", hash(), "")
                .optional("inclusion_proof", array(base64()), PROOF).schema();
    }

    private static Schema<?> event() {
        return object("An audit event. Lengths count Unicode code points.")
                .required("version", name(20), "Version of the client's own schema.")
                .required("event_type", name(100), "")
                .required("event_timestamp", time(), "When it happened, kept to the microsecond; not more than 7 days"
                        + " ago and not more than 60 minutes ahead, unless configured otherwise.")
                .required("event_category", name(50), "Lower case; `datastorage` is reserved.")
                .required("event_action", name(50), "")
                .required("event_outcome", oneOf("success", "failure", "pending"), "")
                .required("correlation_id", name(255), "Joins events to a chain. Must not identify a person.")
                .required("event_data", anyObject(), "No number in it is ever rounded. Together with unknown fields at"
                        + " most 256 KiB, unless configured otherwise.")
                .nullable("actor_type", text(TEXT), "Default: `service`.")
                .nullable("actor_id", text(TEXT), "Default: the category and `-service`.")
                .nullable("actor_ip", text(45), "")
                .nullable("resource_type", text(TEXT), "Default: the category.")
                .nullable("resource_id", text(TEXT), "Default: the correlation id.")
                .nullable("parent_event_id", uuid(), "The id of a stored event.")
                .nullable("parent_event_date", time(), "")
                .nullable("namespace", text(TEXT), "")
                .nullable("cluster_id", text(TEXT), "")
                .nullable("severity", text(TEXT), "")
                .nullable("duration_ms", integer(), "Milliseconds.")
                .nullable("error_code", text(TEXT), "")
                .nullable("error_message", text(65_536), "")
                .nullable("retention_days", integer().minimum(BigDecimal.ONE).maximum(new BigDecimal(2555)),
                        "Default: 2555.")
                .nullable("is_sensitive", bool(), "")
                .schema();
    }
}
