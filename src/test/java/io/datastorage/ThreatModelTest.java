package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The threat model says which test shows what. */
class ThreatModelTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @Test
    void every_test_that_the_page_names_exists() throws IOException {
        List<Path> sources;
        try (var files = Files.walk(Path.of("src/test/java"))) {
            sources = files.filter(Files::isRegularFile).toList();
        }
        var named = NAMED.matcher(Files.readString(Path.of("docs/threat-model.md")));
        int count = 0;
        for (; named.find(); count++) {
            String file = named.group(1) + ".java";
            String method = named.group(2) == null ? "class " + named.group(1) : " " + named.group(2) + "(";
            assertThat(sources).as(named.group()).filteredOn(source -> source.endsWith(file))
                    .anySatisfy(source -> assertThat(source).content().contains(method));
        }
        assertThat(count).isGreaterThan(20);
    }
}
