package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class SettingsPageTest {
    private static final Path COMMITTED = Path.of("docs/settings.md");

    @Test
    void the_committed_page_is_what_the_code_says() throws IOException {
        String page = SettingsPage.text();
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(COMMITTED, page);
        }
        assertThat(page).as("docs/settings.md is out of date; mvn test -Dtest=SettingsPageTest -Dsettings.write=true"
                + " rewrites it").isEqualTo(Files.readString(COMMITTED));
    }

    @Test
    void every_setting_has_a_meaning() throws IOException {
        assertThat(SettingsPage.text().lines().filter(line -> line.startsWith("| `"))).hasSizeGreaterThan(30)
                .allMatch(row -> row.matches(".*\\| [^|]*[a-z][^|]*\\.( [^|]*)? \\|"), "ends with a sentence");
    }
}
