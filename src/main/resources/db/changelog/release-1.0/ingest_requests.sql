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

-- Not BRIN: a block range's oldest value stays when its room is used again, so after a day every range would be read.
CREATE INDEX idx_ingest_requests_recorded_at ON ingest_requests (recorded_at);
