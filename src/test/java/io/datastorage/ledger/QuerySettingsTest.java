package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class QuerySettingsTest {
    @Test
    void what_no_query_could_be_answered_with_is_refused_at_the_start() {
        assertRefused(() -> settings(1_000_001, 10, 10), "datastorage.query.max-offset is 1,000,001");
        assertRefused(() -> settings(-1, 10, 10), "datastorage.query.max-offset is -1");
        assertRefused(() -> settings(10, -1, 10), "datastorage.query.total-ceiling is -1");
        assertRefused(() -> settings(10, 10, 0), "datastorage.query.window-rows is 0");
        assertThat(settings(0, 0, 1).windowRows()).isEqualTo(1);
    }

    private static void assertRefused(ThrowingCallable made, String reason) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(reason)
                .hasMessageContaining("but must be");
    }

    private static QuerySettings settings(int maxOffset, int totalCeiling, int windowRows) {
        return new QuerySettings(maxOffset, totalCeiling, Duration.ofSeconds(2), 1_000, windowRows);
    }
}
