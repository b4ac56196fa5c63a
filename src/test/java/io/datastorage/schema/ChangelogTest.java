package io.datastorage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the files beside the changesets must keep to; {@link ChangelogLintTest} is about the changesets. */
class ChangelogTest {
    private static final Pattern DEFINER = Pattern.compile("CREATE FUNCTION (\\w+)\\((?s:.*?)\\$\\$;");

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
