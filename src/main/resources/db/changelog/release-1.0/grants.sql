-- The application reads and writes segments through their parent only, so it needs nothing on them.
DO $$
BEGIN
    IF NOT has_schema_privilege('${applicationRole}', current_schema(), 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), '${applicationRole}');
    END IF;
END
$$;

GRANT SELECT, INSERT ON
    audit_events, internal_events, chain_heads, log_states, log_tiles, ingest_requests,
    log_identity, log_keys, log_key_retirements, log_checkpoints, log_cosignatures
TO "${applicationRole}";
GRANT SELECT ON log_segments TO "${applicationRole}";
GRANT EXECUTE ON FUNCTION
    segment_unit(),
    ensure_segments(bigint),
    widen_segment(bigint, timestamptz, timestamptz, timestamptz, timestamptz),
    prune_log_states(bigint),
    prune_chain_heads(text[]),
    prune_ingest_requests(timestamptz, integer),
    prune_log_checkpoints(timestamptz)
TO "${applicationRole}";
