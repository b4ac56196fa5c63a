package io.datastorage.schema;

/** Published once, when the schema has become ready. */
public record SchemaReadyEvent() {}
