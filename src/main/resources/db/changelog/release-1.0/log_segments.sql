-- One row for each partition of audit_events. Both bounds are inclusive. The ranges of time cover every record of the
-- segment, in whole UTC hours; they are null while it is empty.
CREATE TABLE log_segments (
    first_index    bigint      PRIMARY KEY,
    last_index     bigint      NOT NULL UNIQUE,
    relation       text        COLLATE "C" NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_from  timestamptz,
    recorded_until timestamptz,
    event_from     timestamptz,
    event_until    timestamptz
);
