package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Properties;

/** A PostgreSQL with a certificate, and the service with the configuration that the chart renders for it. */
class DatabaseTlsTest {
    @TempDir
    private Path directory;

    @Test
    void the_service_connects_with_verify_full_and_the_certificate_of_the_secret() throws Exception {
        ServerCertificate certificate = ServerCertificate.of("localhost", directory.resolve("server"));
        try (TestDatabase database = TestDatabase.createWith(Map.of("ssl", "on",
                "ssl_cert_file", certificate.certificate().toString(), "ssl_key_file", certificate.key().toString()))) {
            try (var service = Deployed.start(rendered(database), directory.resolve("server"))) {
                assertThat(service.setting("spring.datasource.url")).contains("sslmode=verify-full", "/ca.crt");
                assertThat(service.api().get("/api/v1/audit/events").statusCode()).isEqualTo(200);
                assertThat(JdbcClient.create(database.superuser()).sql("""
                        SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                        WHERE application_name LIKE 'datastorage%' AND backend_type = 'client backend'""")
                        .query(Boolean.class).list()).containsExactly(true);
            }

            ServerCertificate other = ServerCertificate.of("localhost", directory.resolve("other"));
            assertThatThrownBy(() -> connect(database, "localhost", other)).hasStackTraceContaining("PKIX path");
            assertThatThrownBy(() -> connect(database, "127.0.0.1", certificate))
                    .hasMessageContaining("hostname 127.0.0.1 could not be verified");
        }
    }

    private static Rendered rendered(TestDatabase database) {
        Map<String, Object> settings = database.settings();
        return Chart.with(Map.of(
                "database.host", "localhost",
                "database.port", database.port(),
                "database.name", database.name(),
                "database.tls.mode", "verify-full",
                "database.tls.caSecret", "postgres-ca",
                "database.application.password", settings.get("spring.datasource.password"),
                "database.owner.password", settings.get("spring.liquibase.password")));
    }

    /** Connects as the URL of the rendered configuration says. */
    private static void connect(TestDatabase database, String host, ServerCertificate trusted) throws Exception {
        Map<String, Object> settings = database.settings();
        Properties properties = new Properties();
        properties.setProperty("user", String.valueOf(settings.get("spring.liquibase.user")));
        properties.setProperty("password", String.valueOf(settings.get("spring.liquibase.password")));
        URI server = URI.create(database.url().substring("jdbc:".length()));
        DriverManager.getConnection("jdbc:postgresql://%s:%d%s?sslmode=verify-full&sslrootcert=%s".formatted(host,
                server.getPort(), server.getPath(), trusted.certificate()), properties).close();
    }
}
