package io.datastorage.ledger;

import io.datastorage.event.Event;
import org.springframework.jdbc.core.JdbcTemplate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Where the records are that the service itself wrote. Clients decode strictly what they know, so searches show these
 * only when they are asked for.
 */
final class InternalEvents {
    private InternalEvents() {}

    /** Remembers those among new records. */
    static void insert(Connection connection, List<Placed> records) throws SQLException {
        Object[] own = records.stream().filter(r -> r.event().event().eventCategory().equals(Event.INTERNAL_CATEGORY))
                .map(r -> r.placement().logIndex()).toArray();
        if (own.length == 0) {
            return;
        }
        try (PreparedStatement statement = connection
                .prepareStatement("INSERT INTO internal_events (log_index) SELECT unnest(?::bigint[])")) {
            statement.setArray(1, connection.createArrayOf("int8", own));
            statement.executeUpdate();
        }
    }

    /** Their log indexes below a log size, ascending. */
    static List<Long> below(JdbcTemplate jdbc, long size) {
        return between(jdbc, 0, size - 1);
    }

    /** Their log indexes from {@code first} to {@code last}, ascending. */
    static List<Long> between(JdbcTemplate jdbc, long first, long last) {
        return jdbc.query(
                "SELECT log_index FROM internal_events WHERE log_index >= ? AND log_index <= ? ORDER BY log_index",
                (row, _) -> row.getLong(1), first, last);
    }

    /** Whether a search asks for them, by saying so or by naming what only they have. */
    static boolean asked(EventFilter filter) {
        return filter.withInternal() || filter.eventCategory() != null || filter.eventType() != null
                || filter.correlationId() != null || filter.eventId() != null || filter.eventHash() != null;
    }
}
