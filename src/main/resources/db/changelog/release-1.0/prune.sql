-- Deletes states smaller than keep_from, but neither the newest nor that of the empty log.
CREATE FUNCTION prune_log_states(keep_from bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DELETE FROM log_states
WHERE size < keep_from
  AND size > 0
  AND size < (SELECT max(size) FROM log_states)
$$;

-- Deletes every head but the newest of each of these chains. They are found by index however many they are: for some
-- thousands the planner would read the heads of all chains, twice, of which there may be millions.
CREATE FUNCTION prune_chain_heads(correlations text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT
    SET enable_seqscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
AS $$
DELETE FROM chain_heads AS old
WHERE old.correlation_id = ANY (correlations)
  AND EXISTS (SELECT FROM chain_heads AS newer
              WHERE newer.correlation_id = old.correlation_id AND newer.chain_seq > old.chain_seq)
$$;

-- Deletes at most max_rows requests recorded before the given time, oldest first; returns how many it deleted.
CREATE FUNCTION prune_ingest_requests(before timestamptz, max_rows integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DECLARE
    deleted integer;
BEGIN
    DELETE FROM ingest_requests
    WHERE ctid = ANY (ARRAY(SELECT r.ctid FROM ingest_requests AS r
                            WHERE r.recorded_at < before
                            ORDER BY r.recorded_at
                            LIMIT max_rows));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END
$$;

REVOKE ALL ON FUNCTION prune_log_states(bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION prune_chain_heads(text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION prune_ingest_requests(timestamptz, integer) FROM PUBLIC;
