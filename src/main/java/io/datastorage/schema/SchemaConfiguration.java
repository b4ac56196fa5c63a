package io.datastorage.schema;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SchemaConfiguration {
    @Bean
    SchemaReadiness schemaReadiness(ApplicationEventPublisher events) {
        return new SchemaReadiness(events);
    }

    @Bean
    SchemaParts schemaParts(JdbcConnectionDetails application, OwnerSettings owner, SchemaSettings settings) {
        return SchemaParts.of(owner, settings, application.getJdbcUrl(), application.getUsername());
    }

    @Bean
    MigrationRunner migrationRunner(SchemaParts parts, SchemaSettings settings, SchemaReadiness readiness) {
        return new MigrationRunner(parts.database(), parts.migration(), settings.indexBuilds(), readiness,
                settings.retryInterval());
    }
}
