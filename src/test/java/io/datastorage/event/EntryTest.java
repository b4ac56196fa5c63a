package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.event.JsonValue.JsonNumber;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

class EntryTest {
    /** The most bytes an entry of a C2SP tlog-tiles entry bundle may have. */
    private static final int MOST_BYTES = 65_535;
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void the_documented_examples_hold(int example) {
        AuditRecord record = documented(example);
        PreparedEvent prepared = Commitments.prepare(record.event(), record.recordedBy(), salt(record));
        String entry = Vectors.lines("entry-" + example).getFirst();

        assertThat(Entry.hash(prepared, record.placement())).isEqualTo(Entry.hash(entry.getBytes(UTF_8)));
        assertThat(new String(Entry.of(record), UTF_8)).isEqualTo(entry);
        assertThat(HEX.formatHex(Entry.hash(Entry.of(record)))).isEqualTo(Vectors.lines("hash-" + example).getFirst());
        assertThat(read(entry).canonical()).isEqualTo(entry);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void the_documented_commitments_open(int example) {
        AuditRecord record = documented(example);
        PreparedEvent prepared = Commitments.prepare(record.event(), record.recordedBy(), salt(record));
        var opened = new TreeMap<String, String>();
        for (String line : Vectors.lines("commitments-" + example)) {
            String[] parts = line.split(" ", 4);
            byte[] fieldSalt = Commitments.fieldSalt(salt(record), parts[0]);
            assertThat(HEX.formatHex(fieldSalt)).isEqualTo(parts[1]);
            assertThat(HEX.formatHex(Commitments.commitment(fieldSalt, parts[3].getBytes(UTF_8)))).isEqualTo(parts[2]);
            opened.put(parts[0], parts[2]);
        }
        var committed = new TreeMap<String, String>();
        Commitments.of(record.event(), record.recordedBy(), salt(record))
                .forEach((field, commitment) -> committed.put(field, HEX.formatHex(commitment)));
        assertThat(committed).isEqualTo(opened);
        assertThat(read(new String(prepared.eventData(), UTF_8))).isEqualTo(record.event().eventData());
    }

    @Test
    void the_documented_chain_links_and_its_ids_follow_their_rule() {
        assertThat(documented(2).placement().previousEventHash()).isEqualTo(Entry.hash(Entry.of(documented(1))));
        for (int example = 1; example <= 2; example++) {
            Placement placement = documented(example).placement();
            int random = (int) placement.eventId().getLeastSignificantBits();
            assertThat(EventId.of(placement.recordedAt(), placement.logIndex(), random)).isEqualTo(placement.eventId());
        }
    }

    @Test
    void the_entry_of_the_largest_event_fits_into_an_entry_bundle() {
        for (String widest : new String[]{"\u0001", "\ud83d\ude00"}) {
            var event = new TreeMap<>(object(Vectors.json("posted-2")).members());
            event.put("event_timestamp", new JsonString("2026-01-07T10:00:00Z"));
            put(event, widest, 20, "version");
            put(event, widest, 100, "event_type");
            put(event, widest, 50, "event_action");
            put(event, "c", 50, "event_category");
            put(event, widest, 255, "correlation_id");
            put(event, widest, 1024, "actor_type", "actor_id", "resource_type", "resource_id", "namespace",
                    "cluster_id",
                    "severity", "error_code");
            put(event, widest, 65_536, "error_message");
            put(event, widest, 40_000, "newer_field");
            event.put("duration_ms", new JsonNumber(Long.toString(Long.MIN_VALUE)));
            var placement = new Placement(Long.MAX_VALUE, Instant.parse("2026-01-07T10:00:00Z"), new UUID(-1, -1),
                    Long.MAX_VALUE, new byte[32]);
            Event posted = valid(new JsonObject(event));
            String recordedBy = "x".repeat(100_000);
            byte[] entry = Entry.of(new AuditRecord(posted, placement, recordedBy, new byte[16], new byte[32]));
            assertThat(Entry.hash(Commitments.prepare(posted, recordedBy, new byte[16]), placement))
                    .isEqualTo(Entry.hash(entry));
            assertThat(entry).hasSizeLessThan(MOST_BYTES);
            assertThat(read(new String(entry, UTF_8)).canonicalBytes()).isEqualTo(entry);
        }
    }

    @Test
    void a_record_without_its_salt_has_no_entry_that_could_be_recomputed() {
        AuditRecord record = documented(1);
        var erased = new AuditRecord(record.event(), record.placement(), null, null, record.eventHash());
        assertThatThrownBy(() -> Entry.of(erased)).isInstanceOf(IllegalStateException.class).hasMessageContaining("0");
    }

    @Test
    void members_out_of_order_are_a_mistake_of_the_program() {
        CanonicalObject object = new CanonicalObject().string("b", "");
        assertThatThrownBy(() -> object.string("a", "")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> object.string("b", "")).isInstanceOf(IllegalStateException.class);
    }

    private static void put(Map<String, JsonValue> event, String character, int count, String... fields) {
        for (String field : fields) {
            event.put(field, new JsonString(character.repeat(count)));
        }
    }

    private static AuditRecord documented(int example) {
        JsonObject place = object(Vectors.json("place-" + example));
        String previous = text(place, "previous_event_hash");
        String recordedAt = required(place, "recorded_at");
        var placement = new Placement(Long.parseLong(required(place, "log_index")), Instant.parse(recordedAt),
                UUID.fromString(required(place, "event_id")), Long.parseLong(required(place, "chain_seq")),
                previous == null ? null : HEX.parseHex(previous));
        return new AuditRecord(valid(Vectors.json("posted-" + example)), placement, text(place, "recorded_by"),
                HEX.parseHex(required(place, "salt")), new byte[32]);
    }

    private static byte[] salt(AuditRecord record) {
        return Objects.requireNonNull(record.salt());
    }

    private static Event valid(JsonValue posted) {
        Instant now = Instant.parse("2026-01-07T14:00:00Z");
        return switch (new EventParser(EventLimits.DEFAULT).parse(posted, now)) {
            case Parsed.Valid(Event event) -> event;
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    private static JsonObject object(JsonValue value) {
        return (JsonObject) value;
    }

    private static String required(JsonObject object, String key) {
        return Objects.requireNonNull(text(object, key), key);
    }

    private static @Nullable String text(JsonObject object, String key) {
        JsonValue value = object.members().get(key);
        return value instanceof JsonString(String text)
                ? text
                : value instanceof JsonNumber(String number) ? number : null;
    }

    private static JsonValue read(String json) {
        return JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
    }
}
