package io.datastorage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * A PostgreSQL server for tests, as durable as a real one and with a time zone that no session should take for UTC.
 *
 * @param url JDBC URL of its database {@code postgres}, with a superuser and its password as parameters
 */
record TestServer(String url) {
    private static final String TIME_ZONE = "Asia/Kathmandu";
    static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "max_connections", "300",
            "TimeZone", TIME_ZONE);

    /** The one that {@code DATASTORAGE_TEST_POSTGRES} names; a container; or one that is started here. */
    static TestServer newest() {
        String external = System.getenv("DATASTORAGE_TEST_POSTGRES");
        if (external != null) {
            return new TestServer(external);
        }
        return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded(Map.of(), null);
    }

    /** PostgreSQL 15 with more settings, from the binaries in the jar that {@code postgres.oldest} names. */
    static TestServer oldest(Map<String, String> settings) {
        String jar = System.getProperty("postgres.oldest");
        if (jar == null) {
            throw new IllegalStateException("postgres.oldest is not set");
        }
        return embedded(settings, (system, machine) -> {
            try (JarFile file = new JarFile(jar)) {
                try (InputStream binaries = file.getInputStream(file.getEntry("postgres-linux-x86_64.txz"))) {
                    return new ByteArrayInputStream(binaries.readAllBytes());
                }
            }
        });
    }

    /** One that is started here with more settings. */
    static TestServer with(Map<String, String> settings) {
        return embedded(settings, null);
    }

    /** One that was started elsewhere: the embedded binaries' superuser, on this machine. */
    static TestServer at(int port) {
        return new TestServer("jdbc:postgresql://localhost:%d/postgres?user=postgres".formatted(port));
    }

    /** One that is started here on the files of another, such as a backup has them. */
    static TestServer on(Path files) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setDataDirectory(files)
                .setCleanDataDirectory(false);
        SETTINGS.forEach(builder::setServerConfig);
        return started(builder);
    }

    @SuppressWarnings("resource") // Testcontainers ends it with the JVM.
    private static TestServer container() {
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:18")
                .withUsername("postgres").withDatabaseName("postgres");
        String[] command = SETTINGS.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        container.withCommand("postgres " + String.join(" ", command));
        container.start();
        return new TestServer("jdbc:postgresql://%s:%d/postgres?user=%s&password=%s".formatted(container.getHost(),
                container.getMappedPort(5432), container.getUsername(), container.getPassword()));
    }

    private static TestServer embedded(Map<String, String> settings, @Nullable PgBinaryResolver binaries) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        SETTINGS.forEach(builder::setServerConfig);
        settings.forEach(builder::setServerConfig);
        if (binaries != null) {
            builder.setPgBinaryResolver(binaries);
        }
        return started(builder);
    }

    @SuppressWarnings("resource") // It ends itself with the JVM.
    private static TestServer started(EmbeddedPostgres.Builder builder) {
        try {
            return new TestServer(builder.start().getJdbcUrl("postgres", "postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The superuser's way to a database; this server's own URL names the user. */
    PGSimpleDataSource superuser(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setDatabaseName(database);
        return source;
    }
}
