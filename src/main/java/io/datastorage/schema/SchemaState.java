package io.datastorage.schema;

import java.util.Locale;

/** How far the schema is. {@link Ready} is final: whatever happens to the database later, the schema is there. */
public sealed interface SchemaState {
    /** Its name in answers and metrics. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The database has not been reached yet, or another instance migrates it. */
    record Pending() implements SchemaState {}

    /** This instance migrates it. */
    record Migrating() implements SchemaState {}

    /** All that this build needs is there. */
    record Ready() implements SchemaState {}

    /**
     * It cannot be used as it is. It is tried again and again, so that mending the database is enough.
     *
     * @param reason what is wrong and what mends it, for an operator
     */
    record Failed(String reason) implements SchemaState {}
}
