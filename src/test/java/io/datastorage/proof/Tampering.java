package io.datastorage.proof;

import java.util.Map;

/** What a superuser can do to the tables of a log. */
final class Tampering {
    /** Nothing refuses a change any more. */
    static final String TRIGGERS_OFF = """
            DO $$
            DECLARE
                name regclass;
            BEGIN
                FOR name IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0
                LOOP
                    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', name);
                END LOOP;
            END
            $$
            """;

    /** Column to the SQL of another value for it. */
    static final Map<String, String> EDITS = Map.ofEntries(
            Map.entry("log_index", "60000"),
            Map.entry("recorded_at", "recorded_at + interval '1 microsecond'"),
            Map.entry("event_id", "'01890000-0000-7000-8000-000000000000'"),
            Map.entry("event_version", "'1.1'"),
            Map.entry("event_timestamp", "event_timestamp - interval '1 microsecond'"),
            Map.entry("event_type", "'gateway.signal.dropped'"),
            Map.entry("event_category", "'workflow'"),
            Map.entry("event_action", "'ignored'"),
            Map.entry("event_outcome", "'failure'"),
            Map.entry("actor_type", "NULL"),
            Map.entry("actor_id", "'somebody-else'"),
            Map.entry("actor_ip", "''"),
            Map.entry("resource_type", "'Pod'"),
            Map.entry("resource_id", "NULL"),
            Map.entry("correlation_id", "'another'"),
            Map.entry("parent_event_id", "event_id"),
            Map.entry("parent_event_date", "'infinity'"),
            Map.entry("namespace", "'kube-system'"),
            Map.entry("cluster_id", "NULL"),
            Map.entry("severity", "'info'"),
            Map.entry("duration_ms", "duration_ms + 1"),
            Map.entry("error_code", "'E2'"),
            Map.entry("error_message", "error_message || ' '"),
            Map.entry("retention_days", "1"),
            Map.entry("is_sensitive", "NOT is_sensitive"),
            Map.entry("event_data", "jsonb_set(event_data, '{value}', '0.9300000000000002')"),
            Map.entry("extra", "NULL"),
            Map.entry("recorded_by", "'system:admin'"),
            Map.entry("salt", "sha256(salt)"),
            Map.entry("chain_seq", "chain_seq + 1000000"),
            Map.entry("previous_event_hash", "sha256(event_hash)"),
            Map.entry("event_hash", "sha256(event_hash)"));

    private Tampering() {}
}
