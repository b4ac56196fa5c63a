package io.datastorage.ledger;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What every reader asks first: how long the log is, where its segments are, where a chain is. */
final class LogReads {
    private final JdbcTemplate jdbc;

    LogReads(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Number of records; read it before the segments, so that their ranges cover every record below it. */
    long size() {
        return Objects.requireNonNullElse(
                jdbc.queryForObject("SELECT max(size) FROM log_states", Long.class), 0L);
    }

    /** The segments that overlap these log indexes, oldest first. */
    List<Segment> segments(long first, long last) {
        return first > last ? List.of() : ask(connection -> Segments.read(connection, first, last));
    }

    /** The newest record of a chain. */
    Optional<ChainHead> head(String correlationId) {
        Map<String, ChainHead> heads = ask(connection -> LogTables.heads(connection, List.of(correlationId)));
        return Optional.ofNullable(heads.get(correlationId));
    }

    private <T> T ask(ConnectionCallback<T> question) {
        return Objects.requireNonNull(jdbc.execute(question));
    }
}
