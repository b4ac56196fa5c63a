package io.datastorage.ledger;

import io.datastorage.log.Hashes;
import io.datastorage.log.Tile;
import io.datastorage.log.TileReader;
import org.springframework.jdbc.core.JdbcTemplate;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The tiles of the log: full ones as they were stored, partial ones made of what they will be filled with. A database
 * that cannot be asked gives a {@code DataAccessException}.
 *
 * <p>A tile is cut from what was committed, whatever log size the caller has in mind: the first hashes of a tile never
 * change.
 */
public final class LogTiles implements TileReader {
    private final JdbcTemplate jdbc;

    /**
     * A reader.
     *
     * @param dataSource connections of the application role
     */
    public LogTiles(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * The first hashes of a tile.
     *
     * @param width how many, 1 to 256
     * @return 32 bytes each
     * @throws LogMismatchException if the log lacks some of them; for a tile beyond its size that is no fault of the log
     */
    @Override
    public byte[] read(int level, long index, int width) {
        byte[] hashes = width == Tile.WIDTH
                ? full(level, index)
                : level == 0 ? leaves(index * Tile.WIDTH, width) : roots(level - 1, index * Tile.WIDTH, width);
        if (hashes.length != width * Hashes.LENGTH) {
            throw new LogMismatchException("tile %d/%d has %d hashes instead of %d"
                    .formatted(level, index, hashes.length / Hashes.LENGTH, width));
        }
        return hashes;
    }

    /**
     * A full tile made again of what it was made of: the stored hashes of records, or the tiles of the level below.
     *
     * @return as many hashes of 32 bytes as there is something to make them of
     */
    public byte[] rebuilt(int level, long index) {
        return level == 0
                ? leaves(index * Tile.WIDTH, Tile.WIDTH)
                : roots(level - 1, index * Tile.WIDTH, Tile.WIDTH);
    }

    /** The same tiles, each read once: for several proofs in the same log. Not safe for threads. */
    public TileReader remembering() {
        record Key(int level, long index, int width) {}
        Map<Key, byte[]> read = new HashMap<>();
        return (level, index, width) -> read.computeIfAbsent(new Key(level, index, width),
                key -> read(key.level(), key.index(), key.width()));
    }

    private byte[] full(int level, long index) {
        return jdbc.query("SELECT hashes FROM log_tiles WHERE level = ? AND tile_index = ?",
                (row, _) -> row.getBytes(1), level, index).stream().findFirst().orElse(new byte[0]);
    }

    private byte[] leaves(long first, int count) {
        return joined(jdbc.query("""
                SELECT event_hash
                  FROM audit_events
                 WHERE log_index >= ? AND log_index < ?
                 ORDER BY log_index
                """, (row, _) -> row.getBytes(1), first, first + count));
    }

    private byte[] roots(int level, long first, int count) {
        return joined(jdbc.query("""
                SELECT tile_index, hashes
                  FROM log_tiles
                 WHERE level = ? AND tile_index >= ? AND tile_index < ?
                 ORDER BY tile_index
                """, (row, _) -> new Tile(level, row.getLong(1), row.getBytes(2)).root(), level, first, first + count));
    }

    private static byte[] joined(List<byte[]> hashes) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(hashes.size() * Hashes.LENGTH);
        hashes.forEach(joined::writeBytes);
        return joined.toByteArray();
    }
}
