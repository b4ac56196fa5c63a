package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who owns the schema and runs its migrations.
 *
 * @param url JDBC URL of the server itself, not of a pooler; by default spring.datasource.url
 * @param user the owner's role
 * @param password the owner's password; empty when the server asks for none
 */
@ConfigurationProperties("spring.liquibase")
record OwnerSettings(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password) {}
