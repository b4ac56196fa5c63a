package io.datastorage.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;

import java.util.List;
import java.util.Objects;

/**
 * Describes an operation to clients. Its path and method are found in the code; what cannot be, because handlers read
 * and write bytes, is added here.
 */
public final class ApiOperation {
    private static final String JSON = "application/json";

    private final Operation operation;

    private ApiOperation(Operation operation) {
        this.operation = operation;
    }

    /** The operation that a handler is mapped to. */
    public static ApiOperation of(OpenAPI api, HttpMethod method, String path) {
        var item = Objects.requireNonNull(api.getPaths().get(path), path);
        var operation = Objects.requireNonNull(item.readOperationsMap().get(method), path);
        // What was guessed from the handler's signature.
        operation.getResponses().remove("200");
        return new ApiOperation(operation);
    }

    /** What it is. */
    public ApiOperation is(String id, String tag, String summary, String description) {
        operation.operationId(id).tags(List.of(tag)).summary(summary)
                .description(description.isEmpty() ? null : description);
        return this;
    }

    /** A query parameter. */
    public ApiOperation query(String name, Schema<?> schema, String description) {
        return parameter(new Parameter().in("query").name(name).schema(schema), description);
    }

    /** A request header. */
    public ApiOperation header(String name, Schema<?> schema, String description) {
        return parameter(new Parameter().in("header").name(name).schema(schema), description);
    }

    /** A part of the path. */
    public ApiOperation path(String name, Schema<?> schema, String description) {
        operation.setParameters(null);
        return parameter(new Parameter().in("path").name(name).required(true).schema(schema), description);
    }

    /** The body to send, with an example. */
    public ApiOperation body(Schema<?> schema, String exampleName, Object example) {
        var content = new MediaType().schema(schema).addExamples(exampleName, new Example().value(example));
        operation.setRequestBody(new RequestBody().required(true).content(new Content().addMediaType(JSON, content)));
        return this;
    }

    /** What a success is answered. */
    public ApiOperation answers(int status, String description, Schema<?> schema) {
        var content = new Content().addMediaType(JSON, new MediaType().schema(schema));
        operation.getResponses()
                .addApiResponse(Integer.toString(status), new ApiResponse().description(description).content(content));
        return this;
    }

    /** What a success is answered if it is not JSON. */
    public ApiOperation answers(int status, String description, String mediaType, Schema<?> schema) {
        var answer = operation.getResponses().computeIfAbsent(Integer.toString(status),
                _ -> new ApiResponse().description(description).content(new Content()));
        answer.getContent().addMediaType(mediaType, new MediaType().schema(schema));
        return this;
    }

    /** A header of that answer. */
    public ApiOperation answerHeader(int status, String name, Schema<?> schema, String description) {
        var answer = Objects.requireNonNull(operation.getResponses().get(Integer.toString(status)), name);
        answer.addHeaderObject(name, new Header().schema(schema).description(description));
        return this;
    }

    /** That the success has an entity tag, and is not sent again to whoever has it. */
    public ApiOperation revalidates() {
        answerHeader(200, "ETag", ApiSchemas.text(), "The same exactly for the same bytes.");
        header("If-None-Match", ApiSchemas.text(), "The `ETag` of an answer that was kept.");
        operation.getResponses().addApiResponse("304", new ApiResponse().description("It is what was kept."));
        return this;
    }

    /** A problem that not every operation can end with. */
    public ApiOperation fails(ProblemType type) {
        operation.getResponses().addApiResponse(Integer.toString(type.status()), ProblemDocument.reference(type));
        return this;
    }

    private ApiOperation parameter(Parameter parameter, String description) {
        operation.addParametersItem(description.isEmpty() ? parameter : parameter.description(description));
        return this;
    }
}
