package io.datastorage.schema;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Objects;

@Configuration(proxyBeanMethods = false)
class SchemaConfiguration {
    @Bean
    SchemaReadiness schemaReadiness(ApplicationEventPublisher events) {
        return new SchemaReadiness(events);
    }

    @Bean
    MigrationRunner migrationRunner(
            JdbcConnectionDetails application, OwnerSettings owner, SchemaSettings settings,
            SchemaReadiness readiness) {
        if (owner.user() == null || owner.user().isBlank()) {
            throw new FailureAnalyzedException(
                    "spring.liquibase.user is not set: there is no role to own the tables.",
                    "Set spring.liquibase.user and spring.liquibase.password (the environment variables "
                            + "SPRING_LIQUIBASE_USER and SPRING_LIQUIBASE_PASSWORD). It is not the role of "
                            + "spring.datasource.username, which may not change records.");
        }
        OwnerDatabase database = new OwnerDatabase(
                Objects.requireNonNullElse(owner.url(), application.getJdbcUrl()),
                owner.user(),
                Objects.requireNonNullElse(owner.password(), ""));
        Roles roles = new Roles(
                Objects.requireNonNullElse(settings.applicationRole(),
                        Objects.requireNonNullElse(application.getUsername(), "")),
                settings.purgeRole());
        return new MigrationRunner(database, new Migration(database, roles, settings.lockPollInterval()), readiness,
                settings.retryInterval());
    }
}
