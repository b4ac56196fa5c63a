-- The state of the log after each append: its size, the root of its tree (RFC 6962 section 2.1) and the hashes of the
-- complete subtrees that make it up, largest first. The root of the empty tree is the hash of nothing.
CREATE TABLE log_states (
    size          bigint      PRIMARY KEY,
    previous_size bigint      UNIQUE,
    root          bytea       NOT NULL CHECK (octet_length(root) = 32),
    frontier      bytea       NOT NULL CHECK (octet_length(frontier) % 32 = 0),
    recorded_at   timestamptz
);

-- A state may only follow the newest one, so that the log cannot fork. SQLSTATE 23514 (check_violation).
-- Of two transactions that follow the same state at the same time, UNIQUE (previous_size) refuses the second.
CREATE FUNCTION require_successor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DECLARE
    newest bigint := (SELECT max(size) FROM log_states);
BEGIN
    IF NEW.previous_size IS DISTINCT FROM newest OR NEW.size <= newest THEN
        RAISE EXCEPTION 'log_states: a state of size % after % does not follow the newest state, of size %',
                NEW.size, NEW.previous_size, newest
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION require_successor() FROM PUBLIC;

INSERT INTO log_states (size, previous_size, root, frontier, recorded_at) VALUES (0, NULL, sha256(''), '', NULL);

CREATE TRIGGER require_successor BEFORE INSERT ON log_states
    FOR EACH ROW EXECUTE FUNCTION require_successor();
CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON log_states
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE log_states ENABLE ALWAYS TRIGGER require_successor;
ALTER TABLE log_states ENABLE ALWAYS TRIGGER refuse_change;
