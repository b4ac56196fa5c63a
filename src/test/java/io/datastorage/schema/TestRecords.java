package io.datastorage.schema;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Records that are only there. */
final class TestRecords {
    private TestRecords() {}

    /** Inserts records with the log indexes {@code first} to {@code last}. */
    static void insert(JdbcClient sql, long first, long last) {
        sql.sql("""
                INSERT INTO audit_events (log_index, recorded_at, event_id, event_version, event_timestamp, event_type,
                    event_category, event_action, event_outcome, correlation_id, retention_days, chain_seq, event_hash)
                SELECT i, now(), gen_random_uuid(), '1.0', now(), 'type', 'category', 'action', 'success', 'correlation',
                    1, i, sha256(i::text::bytea)
                FROM generate_series(?::bigint, ?::bigint) AS i""").params(first, last).update();
    }
}
