-- Raises for whatever trigger calls it. SQLSTATE 23001 (restrict_violation).
-- It runs with the caller's rights: who may change a table after all is decided by the trigger's WHEN, which compares
-- current_user, and that is the owner inside a SECURITY DEFINER function.
CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC;
