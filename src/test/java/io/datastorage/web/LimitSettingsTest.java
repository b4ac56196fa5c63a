package io.datastorage.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class LimitSettingsTest {
    private static final DataSize BODIES = DataSize.ofMegabytes(64);

    @Test
    void the_body_may_be_1_to_50_mebibytes() {
        assertThatCode(() -> new LimitSettings(DataSize.ofMegabytes(1), BODIES, 128, 1000)).doesNotThrowAnyException();
        assertThatCode(() -> new LimitSettings(DataSize.ofMegabytes(50), BODIES, 128, 1000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new LimitSettings(DataSize.ofBytes((1 << 20) - 1), BODIES, 128, 1000))
                .hasMessageContaining("datastorage.limits.body");
        assertThatThrownBy(() -> new LimitSettings(DataSize.ofBytes((50 << 20) + 1), BODIES, 128, 1000))
                .hasMessageContaining("datastorage.limits.body");
    }

    @Test
    void depth_and_batch_have_bounds_too() {
        assertThatThrownBy(() -> new LimitSettings(DataSize.ofMegabytes(5), BODIES, 7, 1000))
                .hasMessageContaining("json-depth");
        assertThatThrownBy(() -> new LimitSettings(DataSize.ofMegabytes(5), BODIES, 128, 0))
                .hasMessageContaining("batch-events");
    }
}
