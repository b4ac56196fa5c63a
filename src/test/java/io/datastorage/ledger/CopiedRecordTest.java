package io.datastorage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.datastorage.TestDatabase;
import io.datastorage.TestEvents;
import io.datastorage.event.AuditRecord;
import io.datastorage.event.Commitments;
import io.datastorage.event.Event;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.event.PreparedEvent;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

class CopiedRecordTest {
    /** Only what must be there, from before the year 2000. */
    private static final Event BARE = new Event("1", "t", Instant.parse("1999-12-31T23:59:59.999999Z"), "c", "a",
            "pending", null, null, null, null, null, "chain", null, null, null, null, null, null, null, null, 1, null,
            new JsonObject(new TreeMap<>()), null);

    @Test
    void records_come_from_copy_as_they_come_from_rows() {
        try (TestDatabase database = TestDatabase.migrated()) {
            List<PreparedEvent> events = new ArrayList<>(
                    IntStream.range(0, 300).mapToObj(i -> TestEvents.event("chain-" + i % 7)).toList());
            events.add(Commitments.prepare(BARE, null, new byte[Commitments.SALT_BYTES]));
            TestAppends.append(database, events);
            LogEntries entries = new LogEntries(database.application());
            for (long first : new long[]{0, 100, 300, 301}) {
                List<AuditRecord> copied = new ArrayList<>();
                entries.forEach(first, 301, copied::add);
                assertThat(copied).usingRecursiveComparison().isEqualTo(entries.records(first, (int) (301 - first)));
            }
            assertThatThrownBy(() -> entries.forEach(0, 301, _ -> {
                throw new IllegalStateException("enough");
            })).hasMessage("enough");
            assertThat(entries.records(0, 1)).hasSize(1);
        }
    }
}
