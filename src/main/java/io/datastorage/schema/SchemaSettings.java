package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How the schema is kept.
 *
 * @param purgeRole the NOLOGIN role that alone may change or delete records; only the owner's functions run as it
 * @param applicationRole the role that gets the rights to read and append; by default spring.datasource.username. Name a
 *     group here when the application connects as one of its members
 * @param retryInterval the pause before another try when the database cannot be reached or is not as it must be
 * @param lockPollInterval the pause between two looks whether another instance has finished migrating
 */
@ConfigurationProperties("datastorage.schema")
record SchemaSettings(
        @DefaultValue("datastorage_purge") String purgeRole,
        @Nullable String applicationRole,
        @DefaultValue("2s") Duration retryInterval,
        @DefaultValue("500ms") Duration lockPollInterval) {}
