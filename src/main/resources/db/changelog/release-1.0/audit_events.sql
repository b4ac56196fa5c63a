-- The records. Whatever stands behind a commitment can be erased and is nullable for that; so is salt.
CREATE TABLE audit_events (
    log_index           bigint      NOT NULL,
    recorded_at         timestamptz NOT NULL,
    event_id            uuid        NOT NULL,
    event_version       text        COLLATE "C" NOT NULL,
    event_timestamp     timestamptz NOT NULL,
    event_type          text        COLLATE "C" NOT NULL,
    event_category      text        COLLATE "C" NOT NULL,
    event_action        text        COLLATE "C" NOT NULL,
    event_outcome       text        COLLATE "C" NOT NULL,
    actor_type          text        COLLATE "C",
    actor_id            text        COLLATE "C",
    actor_ip            text        COLLATE "C",
    resource_type       text        COLLATE "C",
    resource_id         text        COLLATE "C",
    correlation_id      text        COLLATE "C" NOT NULL,
    parent_event_id     uuid,
    parent_event_date   timestamptz,
    namespace           text        COLLATE "C",
    cluster_id          text        COLLATE "C",
    severity            text        COLLATE "C",
    duration_ms         bigint,
    error_code          text        COLLATE "C",
    error_message       text        COLLATE "C",
    retention_days      integer     NOT NULL,
    is_sensitive        boolean,
    event_data          jsonb,
    extra               jsonb,
    recorded_by         text        COLLATE "C",
    salt                bytea,
    chain_seq           bigint      NOT NULL,
    previous_event_hash bytea,
    event_hash          bytea       NOT NULL,
    CONSTRAINT audit_events_pkey PRIMARY KEY (log_index)
) PARTITION BY RANGE (log_index);

-- Row triggers are cloned to every partition with their ALWAYS state; a TRUNCATE trigger is not cloned, so
-- ensure_segments makes one on each segment.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW WHEN (current_user <> '${purgeRole}') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT WHEN (current_user <> '${purgeRole}') EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_events ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE audit_events ENABLE ALWAYS TRIGGER refuse_truncate;
