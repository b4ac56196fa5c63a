package io.datastorage.proof;

import static io.datastorage.web.ApiSchemas.array;
import static io.datastorage.web.ApiSchemas.bool;
import static io.datastorage.web.ApiSchemas.hash;
import static io.datastorage.web.ApiSchemas.integer;
import static io.datastorage.web.ApiSchemas.name;
import static io.datastorage.web.ApiSchemas.object;
import static io.datastorage.web.ApiSchemas.oneOf;
import static io.datastorage.web.ApiSchemas.text;
import static io.datastorage.web.ApiSchemas.time;
import static io.datastorage.web.ApiSchemas.uuid;

import io.datastorage.web.ApiOperation;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.tags.Tag;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

import java.util.Map;

/** How verifying is described to clients. */
@Component
class VerifyChainDescription implements OpenApiCustomizer {
    static final String TAG = "Proving";

    @Override
    public void customise(OpenAPI api) {
        api.addTagsItem(new Tag().name(TAG).description("Checking that nothing was changed"));
        ApiOperation.of(api, HttpMethod.POST, "/api/v1/audit/verify-chain")
                .is("verifyChain", TAG, "Verify the chain of a correlation",
                        "Rebuilds and rehashes every event of it, and compares it with the tree of the newest checkpoint. Not valid"
                                + " while any log index lacks its record.")
                .body(object("").required("correlation_id", name(255), "").schema(), "correlation",
                        Map.of("correlation_id", "rr-bd773c9f25ac-1767794236"))
                .answers(200, "The verdict; 200 also when something was tampered with.", verdict());
    }

    private static Schema<?> verdict() {
        return object("")
                .required("correlation_id", text(), "")
                .required("is_valid", bool(), "")
                .required("total_events", integer(), "")
                .required("verified_events", integer(), "")
                .required("tampered_events", array(finding()), "")
                .required("verification_time", time(), "")
                .required("checked_against", oneOf("checkpoint", "unsigned"),
                        "`unsigned`: only against the database's own word, since nothing is signed.")
                .required("checked_size", integer(), "Number of records that it covers.")
                .required("message", text(), "")
                .schema();
    }

    private static Schema<?> finding() {
        return object("")
                .optional("log_index", integer(), "")
                .optional("event_id", uuid(), "")
                .optional("event_timestamp", time(), "")
                .optional("expected_hash", hash(), "")
                .optional("actual_hash", hash(), "")
                .optional("previous_hash", hash(), "")
                .required("message", text(), "")
                .schema();
    }
}
