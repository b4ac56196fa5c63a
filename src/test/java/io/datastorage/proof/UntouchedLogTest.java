package io.datastorage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.TestDatabase;
import org.junit.jupiter.api.Test;

/** No false alarm, in as many logs as the system property {@code tamper.untouched} says. */
class UntouchedLogTest {
    private static final int LOGS = Integer.getInteger("tamper.untouched", 20);

    @Test
    void nothing_is_found_in_a_log_that_nobody_touched() {
        for (long seed = 0; seed < LOGS; seed++) {
            RandomLog made = new RandomLog(seed);
            try (TestDatabase _ = made.log().database()) {
                made.append(made.size());
                assertUntouched(made, seed);
                // What is shown covers less than the log now.
                made.append(made.size() % 40);
                assertUntouched(made, seed);
            }
        }
    }

    private static void assertUntouched(RandomLog made, long seed) {
        if (made.log().isSigned()) {
            assertThat(made.log().sign()).isEmpty();
        }
        assertThat(made.log().pass()).as("log %d", seed).isEmpty();
        for (int chain = (int) (seed % 4); chain < 8; chain += 4) {
            ChainReport report = made.log().verifier().verify(made.chain(chain));
            assertThat(report.findings()).as("log %d, chain %d", seed, chain).isEmpty();
            assertThat(report.verified()).isEqualTo(report.total());
        }
    }
}
