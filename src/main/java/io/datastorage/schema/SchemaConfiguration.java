package io.datastorage.schema;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.stream.Stream;

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

    /** Every state is there from the first moment, so that an alert on one has a series to look at. */
    @Bean
    MeterBinder schemaMetrics(SchemaReadiness readiness) {
        return registry -> Stream.of(new SchemaState.Pending(), new SchemaState.Migrating(), new SchemaState.Ready(),
                new SchemaState.Failed("")).map(SchemaState::label).forEach(
                        state -> Gauge.builder("datastorage.schema.state", readiness,
                                schema -> schema.state().label().equals(state) ? 1 : 0)
                                .description("1 for the state that the schema is in, as of this instance")
                                .tag("state", state).register(registry));
    }
}
