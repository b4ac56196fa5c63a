package io.datastorage.web;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;

import java.util.LinkedHashMap;

/** Problems as the description of the API shows them. */
final class ProblemDocument {
    private ProblemDocument() {}

    static Schema<?> schema() {
        var fieldErrors = new ObjectSchema().additionalProperties(new StringSchema());
        return ApiSchemas.object("What went wrong (RFC 9457).")
                .required("type", new StringSchema().format("uri"), "Tells kinds of problem apart.")
                .required("title", ApiSchemas.text(), "The kind in words.")
                .required("status", ApiSchemas.integer(), "The HTTP status.")
                .required("detail", ApiSchemas.text(), "What to change.")
                .optional("instance", ApiSchemas.text(), "The path that was asked for.")
                .optional("field_errors", fieldErrors, "Field or parameter to what is wrong with it; in a batch "
                        + "`[index].field`. At most " + Problem.MAX_FIELD_ERRORS + " are named.")
                .schema();
    }

    static ApiResponse response(ProblemType type, String base) {
        var example = new LinkedHashMap<String, Object>();
        example.put("type", base + "/" + type.slug());
        example.put("title", type.title());
        example.put("status", type.status());
        example.put("detail", type.detail());
        example.put("instance", "/api/v1/audit/events");
        var content = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))
                .addExamples(type.slug(), new Example().value(example));
        var response = new ApiResponse().description(type.title() + ": " + type.detail())
                .content(new Content().addMediaType("application/problem+json", content));
        return type.status() == 503
                ? response.addHeaderObject("Retry-After",
                        new Header().description("Seconds to wait.").schema(new IntegerSchema()))
                : response;
    }

    static void add(ProblemType type, Operation operation) {
        operation.getResponses().putIfAbsent(Integer.toString(type.status()), reference(type));
    }

    static ApiResponse reference(ProblemType type) {
        return new ApiResponse().$ref("#/components/responses/" + type.slug());
    }
}
