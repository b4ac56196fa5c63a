package io.datastorage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

class EmbeddedDatabaseTest {
    @TempDir
    private Path temporary;

    private static JdbcClient as(EmbeddedDatabase database, String role) {
        Map<String, Object> properties = database.properties();
        return JdbcClient.create(new DriverManagerDataSource(
                String.valueOf(properties.get("spring.datasource.url")),
                String.valueOf(
                        properties.get(role.equals("owner") ? "spring.liquibase.user" : "spring.datasource.username")),
                String.valueOf(properties
                        .get(role.equals("owner") ? "spring.liquibase.password" : "spring.datasource.password"))));
    }

    @Test
    void what_was_stored_is_there_after_a_restart() {
        Path directory = temporary.resolve("data");
        EmbeddedDatabase first = EmbeddedDatabase.start(directory);
        as(first, "owner").sql("CREATE TABLE kept AS SELECT 42 AS answer").update();
        first.stop();

        EmbeddedDatabase second = EmbeddedDatabase.start(directory);
        assertThat(as(second, "owner").sql("SELECT answer FROM kept").query(Integer.class).single()).isEqualTo(42);
        assertThat(as(second, "application").sql("""
                SELECT string_agg(current_setting(s), ' ')
                FROM unnest(ARRAY['fsync', 'synchronous_commit', 'full_page_writes']) AS s""").query(String.class)
                .single())
                .isEqualTo("on on on");
        second.stop();
    }

    @Test
    void nobody_gets_in_without_a_password_and_nobody_else_reads_it() throws Exception {
        Path directory = temporary.resolve("data");
        EmbeddedDatabase database = EmbeddedDatabase.start(directory);
        try {
            String url = String.valueOf(database.properties().get("spring.datasource.url"));
            for (String user : new String[]{"postgres", "datastorage_owner", "datastorage"}) {
                assertThatThrownBy(JdbcClient.create(new DriverManagerDataSource(url, user, "guess")).sql("SELECT 1")
                        .query()::singleRow).rootCause().hasMessageContaining("password authentication failed");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.resolve("superuser-password")))).isEqualTo("rw-------");
        } finally {
            database.stop();
        }
    }

    @Test
    void a_second_run_in_the_same_directory_is_told_so() {
        Path directory = temporary.resolve("data");
        EmbeddedDatabase database = EmbeddedDatabase.start(directory);
        try {
            assertThatThrownBy(() -> EmbeddedDatabase.start(directory)).isInstanceOf(FailureAnalyzedException.class)
                    .hasMessageContaining("Another run of the service uses the files in " + directory);
        } finally {
            database.stop();
        }
    }

    @Test
    void a_cluster_without_its_password_is_left_alone() throws Exception {
        Path directory = temporary.resolve("data");
        EmbeddedDatabase.start(directory).stop();
        Files.delete(directory.resolve("superuser-password"));
        assertThatThrownBy(() -> EmbeddedDatabase.start(directory)).isInstanceOf(FailureAnalyzedException.class)
                .hasMessageContaining("superuser-password");
        assertThat(directory.resolve("postgres/PG_VERSION")).exists();
    }
}
