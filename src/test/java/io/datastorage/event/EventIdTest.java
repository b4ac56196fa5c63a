package io.datastorage.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;

class EventIdTest {
    private static final Instant RECORDED_AT = Instant.parse("2026-01-07T13:57:16.250999Z");
    private static final long GREATEST_INDEX = (1L << 48) - 1;

    @Test
    void an_id_is_laid_out_as_rfc_9562_says() {
        UUID id = EventId.of(RECORDED_AT, 0xabcdef012345L, 0xffff_ffff);
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(RECORDED_AT.toEpochMilli());
        assertThat(id.getMostSignificantBits() & 0xfff).isEqualTo(999 * 4096 / 1000);
        assertThat(id.getLeastSignificantBits() & 0x3fff).isEqualTo(0x3fff);
        assertThat(id).hasToString("019b98bf-5b5a-7ffb-aaf3-7bc048d17fff");
    }

    @Test
    void an_id_leads_to_its_log_index() {
        for (long index : new long[]{0, 1, 65_535, 65_536, 1L << 47, GREATEST_INDEX}) {
            for (int random : new int[]{0, 1, 0x3fff, -1}) {
                assertThat(EventId.logIndex(EventId.of(RECORDED_AT, index, random))).hasValue(index);
            }
        }
    }

    @Test
    void an_id_of_another_kind_leads_nowhere() {
        assertThat(EventId.logIndex(UUID.fromString("c232ab00-9414-41ec-b3c8-9f6bdeced846"))).isEmpty();
        assertThat(EventId.logIndex(UUID.fromString("019b98bf-5b5a-7ffb-1234-7bc048d17fff"))).isEmpty();
        assertThat(EventId.logIndex(new UUID(0, 0))).isEmpty();
        assertThat(EventId.logIndex(new UUID(-1, -1))).isEmpty();
    }

    @Test
    void ids_ascend_with_the_log_as_text_does() {
        var random = new Random(1);
        List<UUID> ids = new ArrayList<>();
        Instant recordedAt = RECORDED_AT;
        for (long index = 0; index < 5000; index++) {
            recordedAt = recordedAt.plusNanos(1000L * random.nextInt(4));
            ids.add(EventId.of(recordedAt, index, random.nextInt()));
        }
        assertThat(ids).isSortedAccordingTo(Comparator.comparing(UUID::toString)).doesNotHaveDuplicates();
    }

    @Test
    void what_an_id_cannot_hold_is_refused() {
        assertThatThrownBy(() -> EventId.of(RECORDED_AT, GREATEST_INDEX + 1, 0))
                .hasMessageContaining("281474976710656");
        assertThatThrownBy(() -> EventId.of(RECORDED_AT, -1, 0)).hasMessageContaining("-1");
        assertThatThrownBy(() -> EventId.of(Instant.EPOCH.minusNanos(1), 0, 0)).hasMessageContaining("1969");
    }
}
