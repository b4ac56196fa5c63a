package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.DataStorageApplication;
import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

@Timeout(120) // A process that does not end would be waited for.
class MigrateCommandTest {
    /** What a command printed and how it ended. */
    private record Ended(int code, String out, String progress) {}

    /** Runs the jar's own main class. */
    private static Ended run(String... args) throws Exception {
        Process process = ChildProcess.builder(DataStorageApplication.class, args).start();
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                process.getErrorStream().transferTo(progress);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        reader.join();
        return new Ended(process.waitFor(), out, progress.toString(StandardCharsets.UTF_8));
    }

    private static String[] arguments(TestDatabase database, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        for (String property : database.properties()) {
            // The application's password is not needed.
            if (!property.startsWith("spring.datasource.password")) {
                arguments.add("--" + property);
            }
        }
        return arguments.toArray(String[]::new);
    }

    /** The same in this process, beneath the settings. */
    private static Ended inProcess(TestDatabase database, String asked) throws Exception {
        OwnerDatabase owner = TestMigration.owner(database, database.url());
        Changelog changelog = new Changelog(owner, TestMigration.ROLES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = MigrateCommand.run(asked, new SchemaParts(owner,
                new Migration(owner, TestMigration.ROLES, changelog, TestMigration.SETTINGS),
                new SchemaReporter(owner, TestMigration.ROLES, changelog)),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), "");
    }

    @Test
    void migrate_makes_the_schema_and_comes_back() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            Ended ended = run(arguments(database, "migrate"));
            assertThat(ended).isEqualTo(new Ended(0, "The schema is as this build needs it.\n", ""));

            Ended verified = run(arguments(database, "migrate", "--verify"));
            assertThat(verified.code()).isZero();
            assertThat(verified.out().lines()).contains("ok    trigger audit_events.refuse_change",
                    "ok    segment audit_events_0", "ok    index audit_events.idx_audit_events_hash",
                    "ok    changeset 1.0-audit-events")
                    .allMatch(line -> line.matches("ok    .*|\\d+ checked, 0 failed"));
        }
    }

    @Test
    void a_missing_setting_is_named() throws Exception {
        Ended ended = run("migrate");
        assertThat(ended.code()).isOne();
        assertThat(ended.out()).startsWith("spring.datasource.url is not set").contains("SPRING_DATASOURCE_URL");
        assertPlain(ended);

        ended = run("migrate", "--spring.datasource.url=jdbc:postgresql://localhost/none");
        assertThat(ended.code()).isOne();
        assertThat(ended.out()).startsWith("spring.liquibase.user is not set");
        assertPlain(ended);
    }

    @Test
    void a_password_is_never_shown() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            Ended ended = run("migrate", "--spring.liquibase.user=" + TestDatabase.OWNER,
                    "--spring.datasource.username=x", "--spring.liquibase.password=guessed-secret",
                    "--spring.datasource.url=" + database.url());
            assertThat(ended.code()).isOne();
            assertThat(ended.out() + ended.progress()).doesNotContain("guessed-secret");
            assertPlain(ended);

            ended = run("migrate", "--spring.liquibase.user=x", "--spring.datasource.username=x",
                    "--spring.datasource.url=jdbc:postgres://localhost/none?password=guessed-secret");
            assertThat(ended.code()).isOne();
            assertThat(ended.out()).contains("jdbc:postgresql://host:5432/database");
            assertThat(ended.out() + ended.progress()).doesNotContain("guessed-secret");
            assertPlain(ended);
        }
    }

    private static void assertPlain(Ended ended) {
        assertThat(ended.out() + ended.progress()).doesNotContain("\tat ", "Exception", "Caused by");
    }

    @Test
    void an_argument_that_it_does_not_know_prints_how_it_is_used() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(MigrateCommand.run(List.of("--rollback"), new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("migrate --verify");
    }

    @Test
    void sql_prints_what_would_run_and_changes_nothing() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            Ended ended = inProcess(database, "--sql");

            assertThat(ended.out()).contains("-- 1.0-audit-events\n", "CREATE TABLE audit_events (",
                    "GRANT SELECT, INSERT ON\n    audit_events, internal_events, chain_heads",
                    "TO \"" + TestDatabase.APPLICATION + "\"",
                    "CREATE INDEX idx_audit_events_hash ON ONLY audit_events USING btree (event_hash);");
            assertThat(JdbcClient.create(database.superuser()).sql("""
                    SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace""")
                    .query(Integer.class).single()).isZero();
        }
        try (TestDatabase database = TestDatabase.migrated()) {
            assertThat(inProcess(database, "--sql").out()).isEmpty();
        }
    }

    @Test
    void status_lists_what_is_applied_and_what_is_pending() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            assertThat(inProcess(database, "--status").out())
                    .contains("  1.0-idx-audit-events-timestamp\n", "pending: 0\n", "invalid indexes: 0\n");
        }
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(inProcess(database, "--status").out()).contains("applied: 0\n", "\n  1.0-audit-events\n");
        }
    }

    @Test
    void verify_ends_with_1_when_something_is_not_as_expected() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            assertThat(inProcess(database, "--verify").code()).isZero();
            JdbcClient.create(database.owner()).sql("DROP INDEX idx_audit_events_hash").update();
            Ended ended = inProcess(database, "--verify");
            assertThat(ended.code()).isOne();
            assertThat(ended.out()).contains("FAIL  index audit_events.idx_audit_events_hash: missing");
        }
    }
}
