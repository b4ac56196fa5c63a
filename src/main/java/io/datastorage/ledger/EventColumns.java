package io.datastorage.ledger;

import java.util.List;

/** The columns of {@code audit_events}, in the one order in which they are written and read. */
final class EventColumns {
    static final List<String> NAMES = List.of(
            "log_index", "recorded_at", "event_id", "event_version", "event_timestamp", "event_type",
            "event_category", "event_action", "event_outcome", "actor_type", "actor_id", "actor_ip",
            "resource_type", "resource_id", "correlation_id", "parent_event_id", "parent_event_date", "namespace",
            "cluster_id", "severity", "duration_ms", "error_code", "error_message", "retention_days",
            "is_sensitive", "event_data", "extra", "recorded_by", "salt", "chain_seq", "previous_event_hash",
            "event_hash");

    /** The names, separated by commas. */
    static final String LIST = String.join(", ", NAMES);

    private EventColumns() {}
}
