package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

class SchemaReportTest {
    private static final Path COMMITTED = Path.of("src/main/resources", ExpectedSchema.RESOURCE);

    private final TestDatabase database = TestDatabase.migrated();
    private final JdbcClient owner = JdbcClient.create(database.owner());
    private final JdbcClient superuser = JdbcClient.create(database.superuser());

    @AfterEach
    void drop() {
        database.close();
    }

    private static SchemaReport report(TestDatabase database) throws Exception {
        OwnerDatabase owner = TestMigration.owner(database, database.url());
        return new SchemaReporter(owner, TestMigration.ROLES, new Changelog(owner, TestMigration.ROLES)).report();
    }

    @ParameterizedTest
    @EnumSource
    void the_expected_schema_is_what_the_changelog_makes(MigrationTest.Version version) throws Exception {
        try (TestDatabase fresh = version.create()) {
            TestMigration.of(fresh).run();
            String made = String.join("\n", facts(fresh)) + "\n";
            if (Boolean.getBoolean("schema.write")) {
                Files.writeString(COMMITTED, made);
            }
            assertThat(made).as(COMMITTED + " is out of date; mvn test -Dtest=SchemaReportTest -Dschema.write=true"
                    + " rewrites it").isEqualTo(Files.readString(COMMITTED));
        }
    }

    private static List<String> facts(TestDatabase database) throws Exception {
        try (Connection connection = TestMigration.owner(database, database.url()).openReadOnly()) {
            List<String> facts = new ArrayList<>();
            for (Fact.Kind kind : Fact.Kind.values()) {
                Catalog.read(connection, TestMigration.ROLES, kind).stream()
                        .filter(fact -> !fact.name().startsWith("databasechangelog"))
                        .forEach(fact -> facts.add(fact.toString()));
            }
            return facts;
        }
    }

    @Test
    void what_the_file_says_of_rights_is_what_the_design_allows() throws IOException {
        List<String> lines = Files.readAllLines(COMMITTED);
        assertThat(lines).contains("grant audit_events: INSERT, SELECT", "grant log_segments: SELECT");
        assertThat(lines).filteredOn(line -> line.startsWith("grant ")).noneMatch(
                line -> line.matches(".*: .*(UPDATE|DELETE|TRUNCATE|REFERENCES|TRIGGER).*"));
        assertThat(lines).filteredOn(line -> line.startsWith("function "))
                .isNotEmpty().allMatch(line -> line.contains(", pinned, closed, "));
        assertThat(lines).filteredOn(line -> line.startsWith("trigger ")).isNotEmpty()
                .allMatch(line -> line.contains(": always "));
        assertThat(lines).filteredOn(line -> line.contains("INVALID")).isEmpty();
    }

    @Test
    void a_migrated_schema_has_nothing_to_be_done() throws Exception {
        SchemaReport report = report(database);
        assertThat(report.checks()).filteredOn(check -> !check.ok()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.applied()).extracting(SchemaReport.Applied::id).startsWith("1.0-refuse-change");
    }

    @Test
    void another_schema_and_other_names_of_roles_make_no_difference() throws Exception {
        String url = database.url() + "?currentSchema=log";
        superuser.sql("CREATE SCHEMA log AUTHORIZATION " + TestDatabase.OWNER).update();
        superuser.sql("CREATE ROLE " + database.name() + " NOLOGIN").update();
        superuser.sql("GRANT " + database.name() + " TO " + TestDatabase.OWNER).update();
        try {
            TestMigration.of(database, url, TestDatabase.APPLICATION, database.name()).run();
            OwnerDatabase there = TestMigration.owner(database, url);
            Roles roles = new Roles(TestDatabase.APPLICATION, database.name());
            SchemaReport report = new SchemaReporter(there, roles, new Changelog(there, roles)).report();
            assertThat(report.checks()).filteredOn(check -> !check.ok()).isEmpty();
            assertThat(report.ok()).isTrue();
        } finally {
            superuser.sql("DROP SCHEMA log CASCADE").update();
            superuser.sql("DROP ROLE " + database.name()).update();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ALTER TABLE log_tiles DROP COLUMN hashes | column log_tiles.hashes | missing",
            "ALTER TABLE audit_events ALTER severity TYPE varchar(9) | column audit_events.severity | is: character var",
            "ALTER TABLE audit_events ADD note text | column audit_events.note | not expected",
            "ALTER TABLE audit_events DISABLE TRIGGER refuse_change | trigger audit_events.refuse_change | DISABLED",
            "ALTER TABLE audit_events ENABLE TRIGGER refuse_truncate | trigger audit_events.refuse_truncate | is: origin",
            "DROP TRIGGER require_successor ON log_states | trigger log_states.require_successor | missing",
            "ALTER TABLE audit_events_0 DISABLE TRIGGER refuse_truncate | segment audit_events_0 | refuse_truncate",
            "ALTER TABLE audit_events_0 ENABLE TRIGGER refuse_change | segment audit_events_0 | no trigger ENABLE ALWAYS",
            "DROP INDEX idx_audit_events_hash | index audit_events.idx_audit_events_hash | missing",
            "DROP TABLE ingest_requests | table ingest_requests | missing",
            "ALTER FUNCTION prune_log_states(bigint) RESET search_path | function prune_log_states(bigint) | NOT PINNED",
            "ALTER FUNCTION prune_chain_heads(text[]) SET work_mem = 64 | function prune_chain_heads(text[]) | work_mem=64",
            "GRANT EXECUTE ON FUNCTION prune_log_states(bigint) TO PUBLIC | function prune_log_states(bigint) | OPEN TO",
            "GRANT DELETE ON audit_events TO datastorage | grant audit_events | is: DELETE, INSERT, SELECT",
            "REVOKE INSERT ON log_states FROM datastorage | grant log_states | is: SELECT",
            "ALTER TABLE audit_events DETACH PARTITION audit_events_0 | segment audit_events_0 | not a partition",
            "DELETE FROM log_segments | segment audit_events_0 | log_segments does not have",
            "INSERT INTO log_states VALUES (65537, 0, sha256(''), '', now()) | segments ahead | ensure_segments(65537)",
            "ALTER TABLE log_tiles DROP CONSTRAINT log_tiles_pkey | constraint log_tiles.log_tiles_pkey | missing",
    })
    void what_was_changed_by_hand_is_named(String change, String name, String detail) throws Exception {
        owner.sql(change).update();
        SchemaReport report = report(database);
        assertThat(report.ok()).isFalse();
        assertThat(report.checks()).filteredOn(check -> !check.ok() && check.name().equals(name))
                .singleElement().satisfies(check -> assertThat(check.detail()).contains(detail));
    }

    @Test
    void a_function_whose_body_was_changed_is_named() throws Exception {
        owner.sql("CREATE OR REPLACE FUNCTION segment_unit() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE "
                + "SET search_path FROM CURRENT AS 'SELECT 256::bigint'").update();
        assertThat(report(database).checks()).filteredOn(check -> !check.ok()).isNotEmpty()
                .allMatch(check -> check.name().equals("function segment_unit()"));
    }

    @Test
    void an_invalid_index_and_a_pending_changeset_are_listed() throws Exception {
        owner.sql("DROP INDEX idx_audit_events_hash").update();
        owner.sql("CREATE INDEX idx_audit_events_hash ON ONLY audit_events (event_hash)").update();
        owner.sql("DELETE FROM databasechangelog WHERE id = '1.0-idx-audit-events-hash'").update();

        SchemaReport report = report(database);

        assertThat(report.invalid()).containsExactly("idx_audit_events_hash");
        assertThat(report.pending())
                .containsExactly(new SchemaReport.Pending("1.0-idx-audit-events-hash", true));
        assertThat(ReportText.status(report)).contains("pending: 1",
                "  1.0-idx-audit-events-hash  (concurrent index build)", "  idx_audit_events_hash");
        assertThat(ReportText.verify(report)).contains(
                "FAIL  changeset 1.0-idx-audit-events-hash: not applied: migrate",
                "FAIL  no invalid index: idx_audit_events_hash");
    }

    @Test
    void an_empty_database_is_reported_too() throws Exception {
        try (TestDatabase empty = TestDatabase.create()) {
            SchemaReport report = report(empty);
            assertThat(report.applied()).isEmpty();
            assertThat(report.pending()).hasSizeGreaterThan(10);
            assertThat(report.ok()).isFalse();
        }
    }
}
