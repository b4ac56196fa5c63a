package io.datastorage.web;

import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.NumberSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;

import java.util.List;

/** The kinds of value that the description of the API speaks of. */
public final class ApiSchemas {
    private ApiSchemas() {}

    /** Text of at most so many code points. */
    public static Schema<?> text(int maxLength) {
        return new StringSchema().maxLength(maxLength);
    }

    /** Text of 1 to so many code points. */
    public static Schema<?> name(int maxLength) {
        return new StringSchema().minLength(1).maxLength(maxLength);
    }

    /** Text. */
    public static Schema<?> text() {
        return new StringSchema();
    }

    /** Text that matches a pattern. */
    public static Schema<?> pattern(String pattern) {
        return new StringSchema().pattern(pattern);
    }

    /** One of some words. */
    public static Schema<?> oneOf(String... words) {
        return new StringSchema()._enum(List.of(words));
    }

    /** An RFC 3339 date-time. */
    public static Schema<?> time() {
        return new StringSchema().format("date-time");
    }

    /** A UUID. */
    public static Schema<?> uuid() {
        return new StringSchema().format("uuid");
    }

    /** A SHA-256 in lower-case hex. */
    public static Schema<?> hash() {
        return pattern("^[0-9a-f]{64}$");
    }

    /** Bytes in base64 (RFC 4648 §4). */
    public static Schema<?> base64() {
        return new StringSchema().format("byte");
    }

    /** Bytes as they are. */
    public static Schema<?> bytes() {
        return new StringSchema().format("binary");
    }

    /** A whole number of up to 64 bits. */
    public static Schema<?> integer() {
        return new IntegerSchema().format("int64");
    }

    /** A number. */
    public static Schema<?> number() {
        return new NumberSchema();
    }

    /** A truth value. */
    public static Schema<?> bool() {
        return new BooleanSchema();
    }

    /** An object of any shape. */
    public static Schema<?> anyObject() {
        return new ObjectSchema().additionalProperties(true);
    }

    /** An array. */
    public static Schema<?> array(Schema<?> items) {
        return new ArraySchema().items(items);
    }

    /** A schema that has a name of its own. */
    public static Schema<?> named(String name) {
        return new Schema<>().$ref("#/components/schemas/" + name);
    }

    /** An object; its fields are to be added. */
    public static ApiObject object(String description) {
        return new ApiObject(description);
    }
}
