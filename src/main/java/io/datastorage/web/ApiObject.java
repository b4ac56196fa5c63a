package io.datastorage.web;

import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;

/** An object in the description of the API, field by field. */
public final class ApiObject {
    private final ObjectSchema schema = new ObjectSchema();

    ApiObject(String description) {
        if (!description.isEmpty()) {
            schema.description(description);
        }
    }

    /** A field that is always there and never null. */
    public ApiObject required(String name, Schema<?> value, String description) {
        schema.addRequiredItem(name);
        return field(name, value, description);
    }

    /** A field that is left out when it has no value. */
    public ApiObject optional(String name, Schema<?> value, String description) {
        return field(name, value, description);
    }

    /** A field that may be null. */
    public ApiObject nullable(String name, Schema<?> value, String description) {
        value.setNullable(true);
        return field(name, value, description);
    }

    /** The object, as the library has it. */
    public Schema<?> schema() {
        return schema;
    }

    private ApiObject field(String name, Schema<?> value, String description) {
        if (!description.isEmpty()) {
            value.setDescription(description);
        }
        schema.addProperty(name, value);
        return this;
    }
}
