package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.Receipts.Told;
import io.datastorage.event.AuditRecord;
import io.datastorage.event.JsonValue;
import io.datastorage.ledger.LogCheck;
import io.datastorage.log.Checkpoint;

import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tells whether what clients were told is true: each acknowledged event is in the log once, where its receipt says and
 * with that hash; every other event at most once; the log fits together; it only grew since each checkpoint.
 */
public final class Oracle {
    private final TestDatabase database;
    private final Receipts receipts;
    private final Collection<Checkpoint> checkpoints;
    private final Map<Long, Told> stored = new HashMap<>();
    private LogCheck log;

    /** Knows nothing of the log yet; checkpoints may be added while it looks. */
    public Oracle(TestDatabase database, Receipts receipts, Collection<Checkpoint> checkpoints) {
        this.database = database;
        this.receipts = receipts;
        this.checkpoints = checkpoints;
        this.log = new LogCheck(database);
    }

    /** Checks what came since the last look, clients may go on meanwhile; returns the size of the log. */
    public int look() {
        // In this order: who was told of a record, or signed it, did so after it was committed.
        List<Checkpoint> signed = List.copyOf(checkpoints);
        Map<Long, Told> acknowledged = new HashMap<>();
        for (Long serial = receipts.nextUnseen(); serial != null; serial = receipts.nextUnseen()) {
            acknowledged.put(serial, Objects.requireNonNull(receipts.of(serial)));
        }
        log.next(this::keep);
        acknowledged.forEach(this::assertStored);
        signed.forEach(this::assertBeginning);
        return log.size();
    }

    /** Checks everything from the first record on; clients may go on meanwhile. */
    public int lookAtEverything() {
        List<Checkpoint> signed = List.copyOf(checkpoints);
        Map<Long, Told> acknowledged = receipts.all();
        log = new LogCheck(database);
        stored.clear();
        log.next(this::keep);
        acknowledged.forEach(this::assertStored);
        signed.forEach(this::assertBeginning);
        return log.size();
    }

    /** Checks everything, also the tables beside the records; nobody appends meanwhile. */
    public int finalLook() {
        lookAtEverything();
        log.companions();
        return log.size();
    }

    private void keep(AuditRecord record) {
        long serial = serial(record);
        if (serial >= 0) {
            Told before = stored.put(serial, new Told(record.placement().logIndex(),
                    record.placement().eventId().toString(), HexFormat.of().formatHex(record.eventHash())));
            assertThat(before).as("first record of event %d, which has a second at %d", serial,
                    record.placement().logIndex()).isNull();
        }
    }

    private void assertStored(long serial, Told receipt) {
        assertThat(stored.get(serial)).as("record of the acknowledged event %d", serial).isEqualTo(receipt);
    }

    private void assertBeginning(Checkpoint checkpoint) {
        assertThat(checkpoint.size()).as("size of a checkpoint that was seen").isLessThanOrEqualTo(log.size());
        assertThat(log.root(checkpoint.size())).as("root of the first %d records, which was signed", checkpoint.size())
                .isEqualTo(checkpoint.root());
    }

    /** The serial number of an event of these clients; negative for one of somebody else's. */
    private static long serial(AuditRecord record) {
        var members = Objects.requireNonNull(record.event().eventData()).members();
        return members.get("serial") instanceof JsonValue.JsonNumber(var text) ? Long.parseLong(text) : -1;
    }
}
