package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;

class ValuesPageTest {
    private static final String BEGIN = "<!-- values -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void the_readme_has_the_values_and_their_comments() throws IOException {
        String readme = Chart.file("README.md");
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        String written = readme.substring(0, begin) + ValuesPage.table(Chart.file("values.yaml"))
                + readme.substring(readme.indexOf(END));
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(Chart.DIRECTORY.resolve("README.md"), written);
        }
        assertThat(written).as("helm/datastorage/README.md is out of date; mvn test -Dtest=ValuesPageTest"
                + " -Dsettings.write=true rewrites it").isEqualTo(readme);
    }

    @Test
    void every_value_has_a_meaning() {
        assertThat(ValuesPage.table(Chart.file("values.yaml")).lines().skip(2)).hasSizeGreaterThan(60)
                .allMatch(row -> row.endsWith(". |"), "ends with a sentence");
    }
}
