-- The last record of each chain after each append, and the first, so that a question about one correlation has a range
-- of log indexes.
CREATE TABLE chain_heads (
    correlation_id  text   COLLATE "C",
    chain_seq       bigint,
    log_index       bigint NOT NULL,
    first_log_index bigint NOT NULL,
    event_hash      bytea  NOT NULL,
    PRIMARY KEY (correlation_id, chain_seq)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON chain_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE chain_heads ENABLE ALWAYS TRIGGER refuse_change;
