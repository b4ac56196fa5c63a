package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

class ProgressTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private void run(boolean watched, long from) {
        var progress = new Progress(new PrintStream(said, true, UTF_8), watched, from, 1_000);
        for (long index = from; index <= 1_000; index += 100) {
            progress.at(index);
        }
    }

    @Test
    void somebody_who_watches_sees_a_bar_that_ends_full() {
        run(true, 200);
        assertThat(said.toString(UTF_8)).contains("\r[" + "#".repeat(40) + "] 1,000 of 1,000 entries").endsWith("\n");
    }

    @Test
    void a_log_file_gets_plain_lines() {
        run(false, 0);
        assertThat(said.toString(UTF_8)).startsWith("1,000 of 1,000 entries").doesNotContain("\r", "\033")
                .hasLineCount(1);
    }

    @Test
    void a_log_without_anything_new_is_done_at_once() {
        run(true, 1_000);
        assertThat(said.toString(UTF_8)).contains("1,000 of 1,000 entries, 0/s");
    }
}
