package io.datastorage.ledger;

import io.datastorage.TestDatabase;
import io.datastorage.event.PreparedEvent;

import java.util.List;

/** Appends for tests of other rooms. */
public final class TestAppends {
    private TestAppends() {}

    /** Appends in one request, by an appender of its own. */
    public static List<Receipt> append(TestDatabase database, List<PreparedEvent> events) {
        try (Appender appender = TestLedger.appender(database.application())) {
            return TestLedger.append(appender, events);
        }
    }
}
