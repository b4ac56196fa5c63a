package io.datastorage.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.TestDatabase;
import io.datastorage.event.PreparedEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Makes a log long in little time: append transactions as the service's own, of the same events again and again. Heads that
 * newer ones have followed are removed as the service does.
 */
public final class LogFiller {
    private static final int GROUP = 2_000;
    private static final int PRUNED_EVERY = 50 * GROUP;
    private static final Duration WAIT = Duration.ofSeconds(3);

    private LogFiller() {}

    /**
     * Appends to a log. It is valid: each record has a place, an id, links and a hash of its own. Only salts are there more
     * than once.
     *
     * @param json the events to take, at least one
     * @param records at least so many, rounded up to whole transactions
     * @param progress is told how many there are
     */
    public static void fill(TestDatabase database, List<String> json, long records, LongConsumer progress)
            throws SQLException, OutcomeUnknownException {
        PreparedEvents prepared = new PreparedEvents();
        List<PreparedEvent> events = json.stream().map(prepared::of).toList();
        SupersededHeads superseded = new SupersededHeads();
        AppendTransaction transaction = new AppendTransaction(Duration.ofHours(24),
                new AppendMetrics(new SimpleMeterRegistry()), superseded, _ -> {});
        try (HikariDataSource pool = TestLedger.appendPool(database); Connection connection = pool.getConnection()) {
            for (long done = 0; done < records; done += GROUP) {
                int from = (int) (done % events.size());
                List<PreparedEvent> group = Stream.concat(events.stream().skip(from), events.stream())
                        .limit(GROUP).toList();
                transaction.run(connection, List.of(TestLedger.request(group.toArray(PreparedEvent[]::new))), WAIT);
                if ((done + GROUP) % PRUNED_EVERY == 0) {
                    Maintenance.pruneHeads(connection, superseded);
                    connection.commit();
                }
                progress.accept(done + GROUP);
            }
        }
    }
}
