-- Where the service's own records are (category datastorage), which searches leave out unless they are asked for: few, so
-- that they are found without an index on every record's category.
CREATE TABLE internal_events (
    log_index bigint PRIMARY KEY
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON internal_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE internal_events ENABLE ALWAYS TRIGGER refuse_change;
