package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

import java.util.Objects;

/**
 * What migrates a schema and looks at it, put together from the settings.
 *
 * @param database the database as its owner sees it
 * @param migration brings the schema to what this build needs
 * @param reporter says how it is
 */
record SchemaParts(OwnerDatabase database, Migration migration, SchemaReporter reporter) {
    /**
     * Refuses settings with which nothing can be done, and names the one that is missing.
     *
     * @param url spring.datasource.url
     * @param username spring.datasource.username
     */
    static SchemaParts of(
            OwnerSettings owner, SchemaSettings settings, @Nullable String url, @Nullable String username) {
        String target = Objects.requireNonNullElse(owner.url(), Objects.requireNonNullElse(url, ""));
        if (target.isBlank()) {
            throw new FailureAnalyzedException(
                    "spring.datasource.url is not set: there is no PostgreSQL to migrate.",
                    "Set spring.datasource.url (the environment variable SPRING_DATASOURCE_URL) to a JDBC URL like "
                            + "jdbc:postgresql://host:5432/database, or spring.liquibase.url when the owner connects "
                            + "to another address.");
        }
        if (owner.user() == null || owner.user().isBlank()) {
            throw new FailureAnalyzedException(
                    "spring.liquibase.user is not set: there is no role to own the tables.",
                    "Set spring.liquibase.user and spring.liquibase.password (the environment variables "
                            + "SPRING_LIQUIBASE_USER and SPRING_LIQUIBASE_PASSWORD). It is not the role of "
                            + "spring.datasource.username, which may not change records.");
        }
        String application = Objects.requireNonNullElse(settings.applicationRole(),
                Objects.requireNonNullElse(username, ""));
        if (application.isBlank()) {
            throw new FailureAnalyzedException(
                    "spring.datasource.username is not set: there is no role to grant the tables to.",
                    "Set spring.datasource.username or datastorage.schema.application-role (the environment variables "
                            + "SPRING_DATASOURCE_USERNAME and DATASTORAGE_SCHEMA_APPLICATIONROLE).");
        }
        OwnerDatabase database = new OwnerDatabase(target, owner.user(),
                Objects.requireNonNullElse(owner.password(), ""));
        Roles roles = new Roles(application, settings.purgeRole());
        Changelog changelog = new Changelog(database, roles);
        return new SchemaParts(database, new Migration(database, roles, changelog, settings),
                new SchemaReporter(database, roles, changelog));
    }
}
