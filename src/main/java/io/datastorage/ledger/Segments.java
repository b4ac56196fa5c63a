package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The table {@code log_segments} and the owner's functions that change it. */
final class Segments {
    private Segments() {}

    /** The segments that overlap these log indexes, oldest first. */
    static List<Segment> read(Connection connection, long from, long until) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT first_index, last_index, recorded_from, recorded_until, event_from, event_until
                  FROM log_segments
                 WHERE last_index >= ? AND first_index <= ?
                 ORDER BY first_index
                """)) {
            statement.setLong(1, from);
            statement.setLong(2, until);
            List<Segment> segments = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    segments.add(new Segment(
                            row.getLong(1), row.getLong(2), range(row, 3), range(row, 5)));
                }
            }
            return segments;
        }
    }

    /** Makes segments until one holds this log index; nothing if one does. */
    static void ensure(Connection connection, long upTo) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ensure_segments(?)")) {
            statement.setLong(1, upTo);
            statement.execute();
        }
    }

    /** Makes segments until so many records more have room, or as many as {@code ensure_segments} allows. */
    static void ensureAhead(Connection connection, long size, long records) throws SQLException {
        try (PreparedStatement statement = connection
                .prepareStatement("SELECT ensure_segments(? + least(?, 2048 * segment_unit() - 1))")) {
            statement.setLong(1, size);
            statement.setLong(2, records);
            statement.execute();
        }
    }

    /** Widens the ranges of a segment, in whole hours. */
    static void widen(Connection connection, long first, Segment.Range recorded, Segment.Range event)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT widen_segment(?, ?, ?, ?, ?)")) {
            statement.setLong(1, first);
            statement.setObject(2, Sql.timestamptz(recorded.from()));
            statement.setObject(3, Sql.timestamptz(recorded.until()));
            statement.setObject(4, Sql.timestamptz(event.from()));
            statement.setObject(5, Sql.timestamptz(event.until()));
            statement.execute();
        }
    }

    /** The last log index for which there is a segment; -1 if there is none. */
    static long lastIndex(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT coalesce(max(last_index), -1) FROM log_segments");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Segment.@Nullable Range range(ResultSet row, int column) throws SQLException {
        Instant from = Sql.instant(row.getObject(column, OffsetDateTime.class));
        Instant until = Sql.instant(row.getObject(column + 1, OffsetDateTime.class));
        return from == null || until == null ? null : new Segment.Range(from, until);
    }
}
