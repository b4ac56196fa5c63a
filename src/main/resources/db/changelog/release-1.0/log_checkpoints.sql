-- Signed checkpoints (C2SP tlog-checkpoint) in the order in which they were released. A size may be signed again, with
-- the same root, when the keys change.
CREATE TABLE log_checkpoints (
    epoch     integer,
    size      bigint,
    revision  bigint      GENERATED ALWAYS AS IDENTITY,
    note      text        COLLATE "C" NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (epoch, size, revision)
);

-- What witnesses added to them: signature lines (C2SP tlog-cosignature).
CREATE TABLE log_cosignatures (
    epoch       integer,
    size        bigint,
    line        text        COLLATE "C",
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (epoch, size, line)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON log_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON log_cosignatures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE log_checkpoints ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE log_cosignatures ENABLE ALWAYS TRIGGER refuse_change;

-- Deletes checkpoints signed before the given time, and their cosignatures, but keeps the last of each hour. Of each only
-- the next one is looked at: to look for any that is newer would be to read all of them for each that is kept.
CREATE FUNCTION prune_log_checkpoints(before timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
WITH gone AS (
    DELETE FROM log_checkpoints AS old
    WHERE old.signed_at < before
      AND (SELECT next.signed_at FROM log_checkpoints AS next
           WHERE (next.epoch, next.size, next.revision) > (old.epoch, old.size, old.revision)
           ORDER BY next.epoch, next.size, next.revision
           LIMIT 1) < date_trunc('hour', old.signed_at, 'UTC') + interval '1 hour'
    RETURNING old.epoch, old.size
)
DELETE FROM log_cosignatures AS c USING gone WHERE (c.epoch, c.size) = (gone.epoch, gone.size)
$$;

REVOKE ALL ON FUNCTION prune_log_checkpoints(timestamptz) FROM PUBLIC;
