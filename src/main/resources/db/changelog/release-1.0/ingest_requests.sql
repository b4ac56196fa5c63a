-- What was stored for which request, so that a repetition gets the first receipts: the records
-- first_log_index .. first_log_index + event_count - 1.
CREATE TABLE ingest_requests (
    identity        bytea,
    first_log_index bigint,
    event_count     integer     NOT NULL,
    body_digest     bytea       NOT NULL,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (identity, first_log_index)
);

-- Pages that are not summarized are read whenever requests are pruned, and autovacuum may not come for days.
CREATE INDEX idx_ingest_requests_recorded_at ON ingest_requests USING brin (recorded_at) WITH (autosummarize = on);
