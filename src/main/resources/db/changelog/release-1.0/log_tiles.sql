-- Complete hash tiles of height 8 (C2SP tlog-tiles): 256 hashes of 32 bytes. Hashes do not compress.
CREATE TABLE log_tiles (
    level      smallint,
    tile_index bigint,
    hashes     bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    PRIMARY KEY (level, tile_index)
);

ALTER TABLE log_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON log_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE log_tiles ENABLE ALWAYS TRIGGER refuse_change;
