-- The length of the first segment: a multiple of the 256 records of a tile, so that tiles and segments end together.
CREATE FUNCTION segment_unit() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path FROM CURRENT
AS $$ SELECT 65536::bigint $$;

REVOKE ALL ON FUNCTION segment_unit() FROM PUBLIC;
