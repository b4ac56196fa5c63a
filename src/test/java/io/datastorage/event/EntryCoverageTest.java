package io.datastorage.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.event.JsonValue.JsonNull;
import io.datastorage.event.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** Whatever is changed about a record, its entry changes too. */
class EntryCoverageTest {
    private static final Instant NOW = Instant.parse("2026-01-07T10:00:00Z");
    private static final JsonObject DATA = new JsonObject(new TreeMap<>(Map.of("a", new JsonNull())));
    private static final Event EVENT = new Event("1", "t", NOW, "c", "a", "success", "at", "ai", "::1", "rt", "ri",
            "ci",
            new UUID(1, 1), NOW, "ns", "cl", "s", 1L, "ec", "em", 30, true, DATA, DATA);
    private static final Placement PLACEMENT = new Placement(1, NOW, new UUID(2, 2), 1, new byte[32]);

    @Test
    void a_change_to_any_component_changes_the_entry() throws ReflectiveOperationException {
        var entries = new HashSet<String>();
        int records = 1;
        entries.add(entry(EVENT, PLACEMENT, "me", new byte[16]));
        for (int i = 0; i < Event.class.getRecordComponents().length; i++, records++) {
            entries.add(entry(changed(EVENT, i), PLACEMENT, "me", new byte[16]));
        }
        for (int i = 0; i < Placement.class.getRecordComponents().length; i++, records++) {
            entries.add(entry(EVENT, changed(PLACEMENT, i), "me", new byte[16]));
        }
        entries.add(entry(EVENT, PLACEMENT, "you", new byte[16]));
        entries.add(entry(EVENT, PLACEMENT, null, new byte[16]));
        entries.add(entry(EVENT, PLACEMENT, "me", "another salt: 16".getBytes(UTF_8)));
        assertThat(entries).hasSize(records + 3);
    }

    private static String entry(Event event, Placement placement, @Nullable String recordedBy, byte[] salt) {
        return new String(Entry.of(new AuditRecord(event, placement, recordedBy, salt, new byte[32])), UTF_8);
    }

    /** The same record with another value in one component. */
    private static <T extends Record> T changed(T record, int index) throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object value = Objects.requireNonNull(components[i].getAccessor().invoke(record));
            values[i] = i == index ? another(value) : value;
        }
        @SuppressWarnings("unchecked") // the class of a T constructs a T
        var constructor = (Constructor<T>) record.getClass().getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        return constructor.newInstance(values);
    }

    private static Object another(Object value) {
        return switch (value) {
            case String text -> text + "x";
            case Instant instant -> instant.plusNanos(1000);
            case UUID uuid -> new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits() + 1);
            case Long number -> number + 1;
            case Integer number -> number + 1;
            case Boolean bool -> !bool;
            case byte[] bytes -> Arrays.copyOf(new byte[]{1}, bytes.length);
            case JsonObject _ -> new JsonObject(new TreeMap<>());
            default -> throw new AssertionError(value);
        };
    }
}
