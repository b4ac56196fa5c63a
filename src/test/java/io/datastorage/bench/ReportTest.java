package io.datastorage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

class ReportTest {
    @TempDir
    private Path directory;

    @Test
    void a_page_needs_nothing_from_elsewhere_and_its_plots_share_no_id() throws IOException {
        Samples samples = new Samples("minutes");
        for (int i = 0; i < 8; i++) {
            samples.add(i, i == 3 ? Map.of() : Map.of("heap", 10.0 + i));
        }
        Path file = directory.resolve("report.html");
        new Report("A <title>").table(List.of("what"), List.of(List.of("a & b")))
                .plots(List.of(new Plot("Heap", "minutes", "MiB", false, List.of(samples.series("heap"))),
                        new Plot("Heap", "minutes", "MiB", true, List.of(samples.series("heap")))))
                .write(file);
        String page = Files.readString(file);
        assertThat(page).contains("A &lt;title&gt;", "<td>a &amp; b</td>").doesNotContain("<script", "src=", "href=");
        assertThat(page.split("<svg", -1)).hasSize(3);
        assertThat(Pattern.compile(" id=\"([^\"]*)\"").matcher(page).results().map(id -> id.group(1)).toList())
                .isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void a_name_that_appears_late_leaves_fields_empty() throws IOException {
        Samples samples = new Samples("minutes");
        samples.add(0.5, Map.of("heap", 10.0));
        samples.add(1, Map.of("threads", 12_345.6));
        Path file = directory.resolve("samples.csv");
        samples.writeCsv(file);
        assertThat(file).hasContent("minutes,heap,threads\n0.5,10,\n1,,12346\n");
    }
}
