-- Adds segments until one contains the log index upto. The caller says how far, the function where each begins and
-- ends. It may be called inside an append, also after its COPY, and beside a concurrent index build: ATTACH PARTITION
-- takes SHARE UPDATE EXCLUSIVE on the parent, which conflicts with neither.
--
-- A segment is twice as long as the one before, up to 16 units, when that one began to fill less than 30 days ago, or
-- is still empty and shorter than what is to stand ahead of the log. Otherwise it is as long.
--
-- SQLSTATE 54000 (program_limit_exceeded) when upto is 2048 units (128 of the longest segments) or more ahead of the log,
-- 55P03 (lock_not_available) when something else, like a manual ANALYZE, holds the parent for over two seconds.
CREATE FUNCTION ensure_segments(upto bigint) RETURNS void
    LANGUAGE plpgsql STRICT SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
DECLARE
    callers_lock_timeout text := current_setting('lock_timeout');
    log_size bigint;
    newest log_segments;
    first bigint;
    length bigint;
    segment text;
BEGIN
    -- A statement of its own: the ones after it must see what the holder before committed.
    PERFORM pg_advisory_xact_lock('log_segments'::regclass::oid::bigint);

    log_size := (SELECT max(size) FROM log_states);
    IF upto - log_size >= 2048 * segment_unit() THEN
        RAISE EXCEPTION 'log index % is too far ahead of the log, whose size is %', upto, log_size
            USING ERRCODE = 'program_limit_exceeded';
    END IF;

    SELECT * INTO newest FROM log_segments ORDER BY first_index DESC LIMIT 1;
    PERFORM set_config('lock_timeout', '2s', true);
    WHILE newest.last_index IS NULL OR newest.last_index < upto LOOP
        first := coalesce(newest.last_index + 1, 0);
        length := coalesce(newest.last_index - newest.first_index + 1, segment_unit());
        IF newest.recorded_from > clock_timestamp() - interval '30 days'
            OR newest.recorded_from IS NULL AND newest.last_index IS NOT NULL AND length < upto - log_size THEN
            length := least(2 * length, 16 * segment_unit());
        END IF;
        segment := 'audit_events_' || first;

        EXECUTE format('CREATE TABLE %I (LIKE audit_events INCLUDING ALL)', segment);
        -- With this CHECK, ATTACH knows without a scan that the rows fit.
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT bounds CHECK (log_index >= %s AND log_index < %s)',
                segment, first, first + length);
        EXECUTE format('ALTER TABLE audit_events ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                segment, first, first + length);
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT bounds', segment);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
                'WHEN (current_user <> %L) EXECUTE FUNCTION refuse_change()', segment, '${purgeRole}');
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', segment);

        INSERT INTO log_segments (first_index, last_index, relation) VALUES (first, first + length - 1, segment)
            RETURNING * INTO newest;
    END LOOP;
    PERFORM set_config('lock_timeout', callers_lock_timeout, true);
END
$$;

REVOKE ALL ON FUNCTION ensure_segments(bigint) FROM PUBLIC;
