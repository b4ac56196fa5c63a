package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What every changeset must keep to. */
class ChangelogTest {
    private static final Pattern DEFINER = Pattern.compile("CREATE FUNCTION (\\w+)\\((?s:.*?)\\$\\$;");

    private static List<ChangeSet> changeSets() throws Exception {
        return new Changelog(new OwnerDatabase("", "", ""), new Roles("application", "purge")).parse().getChangeSets();
    }

    @Test
    void ids_are_unique_and_name_the_release() throws Exception {
        assertThat(changeSets()).extracting(ChangeSet::getId).doesNotHaveDuplicates()
                .allMatch(id -> id.matches("\\d+\\.\\d+-[a-z-]+"));
    }

    @Test
    void every_changeset_can_be_rolled_back_or_says_why_it_need_not() throws Exception {
        for (Resource file : files("release-*/changelog.xml")) {
            String xml = file.getContentAsString(StandardCharsets.UTF_8);
            for (String changeSet : xml.split("</changeSet>", -1)) {
                if (changeSet.contains("<changeSet")) {
                    assertThat(changeSet).containsPattern("<rollback>|-->\\s*<rollback/>");
                }
            }
        }
    }

    @Test
    void one_idempotent_change_at_most_runs_outside_a_transaction() throws Exception {
        for (ChangeSet changeSet : changeSets()) {
            boolean concurrent = changeSet.getLabels().getLabels().contains(Changelog.CONCURRENT);
            assertThat(changeSet.isRunInTransaction()).as(changeSet.getId()).isNotEqualTo(concurrent);
            if (concurrent) {
                assertThat(changeSet.getChanges()).as(changeSet.getId()).singleElement()
                        .isInstanceOfSatisfying(CustomChangeWrapper.class, change -> assertThat(change.getClassName())
                                .isEqualTo(PartitionedIndexChange.class.getName()));
            }
        }
    }

    @Test
    void every_function_is_pinned_and_closed() throws Exception {
        for (Resource file : files("release-*/*.sql")) {
            String sql = file.getContentAsString(StandardCharsets.UTF_8);
            List<MatchResult> functions = DEFINER.matcher(sql).results().toList();
            assertThat(functions).hasSize(sql.split("CREATE FUNCTION", -1).length - 1);
            for (MatchResult function : functions) {
                assertThat(function.group()).contains("SET search_path FROM CURRENT");
                assertThat(sql).contains("REVOKE ALL ON FUNCTION " + function.group(1) + "(");
            }
        }
    }

    @Test
    void no_schema_is_named() throws Exception {
        for (Resource file : files("release-*/*")) {
            assertThat(file.getContentAsString(StandardCharsets.UTF_8))
                    .doesNotContainPattern("\\bpublic\\.|schemaName");
        }
    }

    private static Resource[] files(String pattern) throws Exception {
        Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath:db/changelog/" + pattern);
        assertThat(files).isNotEmpty();
        return files;
    }
}
