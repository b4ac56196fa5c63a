package io.datastorage.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

class CommitmentsTest {
    private static final byte[] SALT = new byte[Commitments.SALT_BYTES];

    @Test
    void only_fields_with_a_value_are_committed_to_and_an_empty_string_is_one() {
        assertThat(commitments(null, null, SALT)).containsOnlyKeys("event_data", "actor_id", "resource_id");
        assertThat(commitments("", "", SALT)).containsOnlyKeys("event_data", "actor_id", "resource_id", "severity",
                "recorded_by");
    }

    @Test
    void equal_values_under_other_names_or_salts_have_other_commitments() {
        assertThat(Commitments.fieldSalt(SALT, "severity")).hasSize(16)
                .isNotEqualTo(Commitments.fieldSalt(SALT, "recorded_by"));
        var equalTexts = commitments("x", "x", SALT);
        assertThat(equalTexts.get("severity")).isNotEqualTo(equalTexts.get("recorded_by"));
        byte[] otherSalt = SALT.clone();
        otherSalt[15] = 1;
        assertThat(commitments("x", "x", otherSalt).get("severity")).isNotEqualTo(equalTexts.get("severity"));
    }

    @Test
    void a_salt_of_another_length_is_refused() {
        assertThatThrownBy(() -> Commitments.fieldSalt(new byte[15], "extra")).hasMessageContaining("16 bytes");
    }

    private static Map<String, byte[]> commitments(@Nullable String severity, @Nullable String recordedBy,
            byte[] salt) {
        var data = new JsonObject(new TreeMap<>(Map.of("a", new JsonString("b"))));
        var event = new Event("1", "t", Instant.EPOCH, "c", "a", "success", "service", "c-service", null, "c", "r", "r",
                null, null, null, null, severity, null, null, null, 1, null, data, null);
        return Commitments.of(event, recordedBy, salt);
    }
}
