-- Who the log is: the origin that its checkpoints name, one row for each epoch. The newest epoch is the one that grows.
CREATE TABLE log_identity (
    epoch      integer     PRIMARY KEY CHECK (epoch >= 0),
    origin     text        COLLATE "C" NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The keys that ever signed checkpoints, as verifier keys (C2SP signed-note: name+hash+key).
CREATE TABLE log_keys (
    verifier_key text        COLLATE "C" PRIMARY KEY,
    added_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The keys among them that sign no more: the last size that each signed, in a note that its successor signed.
CREATE TABLE log_key_retirements (
    verifier_key text        COLLATE "C" PRIMARY KEY REFERENCES log_keys,
    last_size    bigint      NOT NULL,
    note         text        COLLATE "C" NOT NULL,
    retired_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log_identity
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log_key_retirements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE log_identity ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE log_keys ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE log_key_retirements ENABLE ALWAYS TRIGGER refuse_change;
