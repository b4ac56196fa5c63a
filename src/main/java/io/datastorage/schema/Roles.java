package io.datastorage.schema;

/**
 * The roles beside the owner.
 *
 * @param application the one that reads and appends; a changelog parameter
 * @param purge the NOLOGIN one that may change records; a changelog parameter
 */
record Roles(String application, String purge) {
    /** The changelog puts the names between single or double quotes and does not double those inside. */
    Roles {
        requirePlain(application);
        requirePlain(purge);
    }

    private static void requirePlain(String name) {
        if (name.isEmpty() || name.matches(".*['\"\\\\$].*")) {
            throw new SchemaException("Role name [" + name + "]: a name with quotes, backslashes or dollar signs, or "
                    + "none at all, is not supported. Give the role another name.");
        }
    }
}
