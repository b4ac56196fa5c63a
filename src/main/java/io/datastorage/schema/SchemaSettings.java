package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How the schema is kept.
 *
 * @param purgeRole the NOLOGIN role that alone may change or delete records; nobody can log in as it
 * @param applicationRole the role that gets the rights to read and append; by default spring.datasource.username. Name a
 *     group here when the application connects as one of its members
 * @param retryInterval the pause before another try when the database cannot be reached or is not as it must be
 * @param lockPollInterval the pause between two looks whether another instance has finished migrating
 * @param indexBuilds when a log that has records gets an index that it lacks: at startup in the background, at startup
 *     before the service is ready (blocking), or only by the command {@code migrate} (off)
 * @param lockTimeout how long a statement of a migration waits for a lock that others queue behind, before it lets them
 *     pass and tries again
 * @param statementTimeout how long a statement of a migration takes at the most, concurrent index builds excepted; with
 *     each further try it has twice as long
 */
@ConfigurationProperties("datastorage.schema")
record SchemaSettings(
        @DefaultValue("datastorage_purge") String purgeRole,
        @Nullable String applicationRole,
        @DefaultValue("2s") Duration retryInterval,
        @DefaultValue("500ms") Duration lockPollInterval,
        @DefaultValue("background") IndexBuilds indexBuilds,
        @DefaultValue("500ms") Duration lockTimeout,
        @DefaultValue("60s") Duration statementTimeout) {}
