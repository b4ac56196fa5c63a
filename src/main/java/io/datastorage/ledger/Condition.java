package io.datastorage.ledger;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of a WHERE clause that an {@link EventFilter} asks for, with its parameters in order; the {@code log_index}
 * range, which every statement carries, is not in it.
 *
 * @param sql conditions that each begin with AND; empty if there are none
 * @param parameters one for each question mark
 * @param onTimeOnly whether there is nothing in it but bounds on {@code event_timestamp}
 *     and hidden records
 */
record Condition(String sql, List<Object> parameters, boolean onTimeOnly) {
    /**
     * A condition.
     *
     * @param hidden log indexes that are left out
     */
    static Condition of(EventFilter filter, List<Long> hidden) {
        StringBuilder sql = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        equal(sql, parameters, "event_type", filter.eventType());
        equal(sql, parameters, "event_category", filter.eventCategory());
        equal(sql, parameters, "event_outcome", filter.eventOutcome());
        equal(sql, parameters, "severity", filter.severity());
        equal(sql, parameters, "correlation_id", filter.correlationId());
        equal(sql, parameters, "actor_id", filter.actorId());
        equal(sql, parameters, "resource_type", filter.resourceType());
        equal(sql, parameters, "resource_id", filter.resourceId());
        equal(sql, parameters, "namespace", filter.namespace());
        equal(sql, parameters, "event_id", filter.eventId());
        equal(sql, parameters, "event_hash", filter.eventHash());
        if (filter.detailKey() != null && filter.detailValue() != null) {
            sql.append(" AND event_data ->> ? = ?");
            parameters.add(filter.detailKey());
            parameters.add(filter.detailValue());
        }
        boolean onTimeOnly = parameters.isEmpty();
        if (!hidden.isEmpty()) {
            sql.append(" AND log_index <> ALL (?)");
            parameters.add(hidden.stream().mapToLong(Long::longValue).toArray());
        }
        if (filter.since() != null) {
            sql.append(" AND event_timestamp >= ?");
            parameters.add(Sql.timestamptz(filter.since()));
        }
        if (filter.until() != null) {
            sql.append(" AND event_timestamp <= ?");
            parameters.add(Sql.timestamptz(filter.until()));
        }
        return new Condition(sql.toString(), parameters, onTimeOnly);
    }

    private static void equal(
            StringBuilder sql, List<Object> parameters, String column, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(column).append(" = ?");
            parameters.add(value);
        }
    }
}
