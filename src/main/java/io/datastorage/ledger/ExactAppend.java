package io.datastorage.ledger;

import io.datastorage.event.PreparedEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.dao.DataAccessResourceFailureException;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Appends one record to a log that is exactly as it was seen before: for a command, while no service appends. */
public final class ExactAppend {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private final DataSource dataSource;

    /**
     * An appender for one record.
     *
     * @param dataSource connections of the application role
     */
    public ExactAppend(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Appends.
     *
     * @param expected the log as it must be
     * @return the record's receipt: it is committed and on disk
     * @throws LogMismatchException if the log has changed; nothing was appended
     * @throws org.springframework.dao.DataAccessException if the database failed; the record may be there or not
     */
    public Receipt append(PreparedEvent event, LogSnapshot expected) {
        AppendTransaction transaction = new AppendTransaction(Duration.ZERO,
                new AppendMetrics(new SimpleMeterRegistry()), new SupersededHeads(),
                now -> requireSame(expected, new LogSnapshot(now.state().size(), now.state().root())));
        AppendRequest request = new AppendRequest(List.of(event), null, 0);
        try (Connection connection = dataSource.getConnection()) {
            AppendOutcome outcome = transaction.run(connection, List.of(request), LOCK_WAIT).outcomes().getFirst();
            if (outcome instanceof AppendOutcome.Stored(List<Receipt> receipts, _)) {
                return receipts.getFirst();
            }
            throw new IllegalStateException("a single record ended as " + outcome);
        } catch (SQLException | OutcomeUnknownException e) {
            throw new DataAccessResourceFailureException("the record may be in the log or not: " + e.getMessage(), e);
        }
    }

    private static void requireSame(LogSnapshot expected, LogSnapshot found) {
        if (!found.sameAs(expected)) {
            throw new LogMismatchException("the log has changed since it was looked at: it had %,d records and has %,d"
                    .formatted(expected.size(), found.size()));
        }
    }
}
