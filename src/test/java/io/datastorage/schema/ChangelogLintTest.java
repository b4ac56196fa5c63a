package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The changelog keeps to the rules, and each rule catches an example that breaks it. */
class ChangelogLintTest {
    private static final Path RELEASED = Path.of("src/test/resources/db/released-changesets.txt");

    /** The release that this build is of. */
    private static String build() throws IOException {
        Matcher version = Pattern.compile("<artifactId>datastorage</artifactId>\\s*<version>(\\d+\\.\\d+)")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    @Test
    void the_changelog_keeps_to_the_rules() throws Exception {
        assertThat(ChangelogLint.complaints(Changelog.MASTER, build())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1.1/concurrently-in-transaction.xml | 1.1-idx: CONCURRENTLY inside a transaction",
            "1.1/concurrently-in-transaction.xml | 1.1-idx: CONCURRENTLY on a partitioned table",
            "1.1/concurrently-not-alone.xml      | 1.1-idx: CONCURRENTLY is not alone in its changeset",
            "1.1/build-without-label.xml         | 1.1-idx: the label concurrent belongs to every index build",
            "1.1/build-in-transaction.xml        | 1.1-idx: CONCURRENTLY inside a transaction",
            "1.1/step-of-a-build.xml             | 1.1-only: a part of a concurrent index",
            "1.1/step-of-a-build.xml             | 1.1-attach: a part of a concurrent index",
            "1.1/other-custom-change.xml         | 1.1-custom: a custom change that is not PartitionedIndexChange",
            "1.1/not-idempotent.xml              | 1.1-drop: a statement outside a transaction that cannot be run again",
            "1.1/lock-timeout.xml                | 1.1-off: lock_timeout is not 1 to 500 ms",
            "1.1/lock-timeout.xml                | 1.1-long: lock_timeout is not 1 to 500 ms",
            "1.1/plain-index.xml                 | 1.1-sql: a plain index on audit_events keeps writers out",
            "1.1/plain-index.xml                 | 1.1-segment: a plain index on audit_events keeps writers out",
            "1.1/plain-index.xml                 | 1.1-native: a plain index on audit_events keeps writers out",
            "1.1/plain-index.xml                 | 1.1-hidden: a plain index on audit_events keeps writers out",
            "1.1/rewrite.xml                     | 1.1-type: rewrites or scans audit_events",
            "1.1/rewrite.xml                     | 1.1-default: rewrites or scans audit_events",
            "1.1/rewrite.xml                     | 1.1-check: rewrites or scans audit_events",
            "1.1/rewrite.xml                     | 1.1-not-null: rewrites or scans audit_events",
            "1.1/rewrite.xml                     | 1.1-native: rewrites or scans audit_events",
            "1.1/change-of-records.xml           | 1.1-update: changes records",
            "1.1/change-of-records.xml           | 1.1-column: changes records",
            "1.1/extension.xml                   | 1.1-extension: needs an extension",
            "1.1/superuser.xml                   | 1.1-system: needs a superuser",
            "1.1/superuser.xml                   | 1.1-role: needs a superuser",
            "1.1/superuser.xml                   | 1.1-language: needs a superuser",
            "1.1/same-id.xml                     | 1.1-twice: the id is not unique",
            "1.1/misfiled.xml                    | 1.2-misfiled: the id does not begin with the release of its file",
            "1.1/no-rollback.xml                 | 1.1-none: no rollback, and no comment that says why not",
            "1.1/no-rollback.xml                 | 1.1-silent: no rollback, and no comment that says why not",
            "9.9/early.xml                       | 9.9-early: it is of a later release than this build, 1.1",
    })
    void what_breaks_a_rule_is_caught(String file, String complaint) throws Exception {
        assertThat(ChangelogLint.complaints("db/lint/release-" + file, "1.1")).anySatisfy(
                each -> assertThat(each).startsWith(complaint));
    }

    @Test
    void releases_out_of_order_are_caught() throws Exception {
        assertThat(ChangelogLint.complaints("db/lint/out-of-order.xml", "9.9"))
                .contains("the master: releases are not in order");
    }

    @Test
    void what_is_allowed_is_not_complained_about() throws Exception {
        assertThat(ChangelogLint.complaints("db/lint/release-1.1/allowed.xml", "1.1")).isEmpty();
    }

    @Test
    void a_release_is_included_by_its_version() throws IOException {
        String master = Files.readString(Path.of("src/main/resources", Changelog.MASTER));
        assertThat(master).doesNotContain("includeAll");
        assertThat(Pattern.compile("<include file=\"([^\"]+)\"").matcher(master).results().map(each -> each.group(1)))
                .isNotEmpty().allMatch(file -> file.matches("release-\\d+\\.\\d+/changelog\\.xml"));
    }

    @Test
    void a_released_changeset_never_changes() throws Exception {
        Map<String, String> now = ChangelogLint.checksums(Changelog.MASTER);
        Map<String, String> released = released();
        if (Boolean.getBoolean("checksums.write")) {
            now.forEach(released::putIfAbsent);
            Files.write(RELEASED, released.entrySet().stream().map(each -> each.getKey() + " " + each.getValue())
                    .toList());
        }
        assertThat(now).as("A released changeset is never changed or removed: write another one. "
                + "mvn test -Dtest=ChangelogLintTest -Dchecksums.write=true adds new ones to " + RELEASED)
                .containsExactlyInAnyOrderEntriesOf(released);
    }

    private static Map<String, String> released() throws IOException {
        return Files.exists(RELEASED)
                ? Files.readAllLines(RELEASED).stream().map(line -> line.split(" ", 2))
                        .collect(Collectors.toMap(each -> each[0], each -> each[1], (_, same) -> same, TreeMap::new))
                : new TreeMap<>();
    }

    @Test
    void a_changed_statement_has_another_checksum() throws Exception {
        assertThat(ChangelogLint.checksums("db/lint/release-1.1/allowed.xml").get("1.1-column"))
                .isNotEqualTo(ChangelogLint.checksums("db/lint/release-1.1/allowed-then-edited.xml").get("1.1-column"));
    }

    @Test
    void a_concurrent_build_inside_a_transaction_leaves_all_earlier_tables_in_place() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatThrownBy(() -> TestMigration.of(database, "db/lint/upgrade-with-mistake.xml").run())
                    .hasMessageContaining("CREATE INDEX CONCURRENTLY");
            JdbcClient owner = JdbcClient.create(database.owner());
            List<String> before = ChangelogLint.checksums(Changelog.MASTER).keySet().stream()
                    .filter(id -> !id.contains("-idx-")).toList();
            assertThat(owner.sql("SELECT id FROM databasechangelog").query(String.class).list())
                    .containsExactlyInAnyOrderElementsOf(before);
            assertThat(owner.sql("SELECT count(*) FROM audit_events").query(Integer.class).single()).isZero();

            assertThat(TestMigration.of(database).run()).endsWith(new SchemaState.Ready());
        }
    }
}
