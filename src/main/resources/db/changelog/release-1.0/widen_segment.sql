-- Makes the ranges of the segment that begins at first cover the given times, rounded outward to whole UTC hours so
-- that a row is rewritten at most once an hour for each bound. Never narrows; a null widens nothing.
-- SQLSTATE P0002 (no_data_found) when no segment begins there.
CREATE FUNCTION widen_segment(
    first bigint,
    recorded_from timestamptz,
    recorded_until timestamptz,
    event_from timestamptz,
    event_until timestamptz
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
    up CONSTANT interval := interval '1 hour' - interval '1 microsecond';
BEGIN
    recorded_from := date_trunc('hour', recorded_from, 'UTC');
    recorded_until := date_trunc('hour', recorded_until + up, 'UTC');
    event_from := date_trunc('hour', event_from, 'UTC');
    event_until := date_trunc('hour', event_until + up, 'UTC');

    -- least and greatest pass over nulls.
    UPDATE log_segments AS s
    SET recorded_from = least(s.recorded_from, recorded_from),
        recorded_until = greatest(s.recorded_until, recorded_until),
        event_from = least(s.event_from, event_from),
        event_until = greatest(s.event_until, event_until)
    WHERE s.first_index = first
      AND (s.recorded_from, s.recorded_until, s.event_from, s.event_until)
          IS DISTINCT FROM
          (least(s.recorded_from, recorded_from), greatest(s.recorded_until, recorded_until),
           least(s.event_from, event_from), greatest(s.event_until, event_until));

    IF NOT FOUND AND NOT EXISTS (SELECT FROM log_segments AS s WHERE s.first_index = first) THEN
        RAISE EXCEPTION 'no segment begins at log index %', first USING ERRCODE = 'no_data_found';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION widen_segment(bigint, timestamptz, timestamptz, timestamptz, timestamptz) FROM PUBLIC;
