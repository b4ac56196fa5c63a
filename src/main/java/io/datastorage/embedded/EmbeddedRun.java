package io.datastorage.embedded;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

import java.nio.file.Path;

/**
 * Starts a PostgreSQL in {@code ./data} when no data source is set and its binaries are there, as they are under
 * {@code mvn spring-boot:run}; without them, stops the start.
 */
public final class EmbeddedRun implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    /** Set while the embedded PostgreSQL is used: the directory of its files. */
    static final String DIRECTORY = "datastorage.embedded.directory";
    private static final String LIBRARY = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        if (environment.getProperty("spring.datasource.url") != null) {
            return;
        }
        if (!ClassUtils.isPresent(LIBRARY, getClass().getClassLoader())) {
            throw new FailureAnalyzedException(
                    "spring.datasource.url is not set: there is no PostgreSQL to keep the events in.",
                    "Set spring.datasource.url (the environment variable SPRING_DATASOURCE_URL) to a JDBC URL like "
                            + "jdbc:postgresql://host:5432/database, and with it spring.datasource.username and "
                            + "password for the application role and spring.liquibase.user and password for the owner.");
        }
        EmbeddedDatabase database = EmbeddedDatabase.start(
                Path.of(environment.getProperty(DIRECTORY, "data")).toAbsolutePath());
        // They run when the application context is closed: after the web server and the connection pool.
        SpringApplication.getShutdownHandlers().add(database::stop);
        environment.getPropertySources().addFirst(new MapPropertySource("embeddedDatabase", database.properties()));
    }
}
