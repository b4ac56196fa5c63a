package io.datastorage.ledger;

import io.datastorage.event.AuditRecord;
import io.datastorage.event.Entry;
import io.datastorage.event.Placement;
import io.datastorage.log.Frontier;
import io.datastorage.log.OpenTiles;
import io.datastorage.log.Tile;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.sql.DataSource;

/** Makes what was tampered with fit together again, as somebody does who owns the database and knows the code. */
public final class Forger {
    private final JdbcTemplate jdbc;

    /** @param superuser connections past all triggers */
    public Forger(DataSource superuser) {
        this.jdbc = new JdbcTemplate(superuser);
    }

    /** All records in log order. */
    public List<AuditRecord> records() {
        return jdbc.query("SELECT " + EventColumns.LIST + " FROM audit_events ORDER BY log_index",
                (row, _) -> RecordMapper.map(row));
    }

    /** Recomputes the hash of a record, and of nothing else. */
    public void hash(long logIndex) {
        AuditRecord record = jdbc.query("SELECT " + EventColumns.LIST + " FROM audit_events WHERE log_index = ?",
                (row, _) -> RecordMapper.map(row), logIndex).getFirst();
        jdbc.update("UPDATE audit_events SET event_hash = ? WHERE log_index = ?", Entry.hash(Entry.of(record)),
                logIndex);
    }

    /** Recomputes numbers, links, hashes and heads of the chains that are chosen. */
    public void chains(Predicate<String> chosen) {
        Map<String, AuditRecord> newest = new HashMap<>();
        Map<String, Long> firsts = new LinkedHashMap<>();
        for (AuditRecord record : records()) {
            String chain = record.event().correlationId();
            if (!chosen.test(chain)) {
                continue;
            }
            AuditRecord before = newest.get(chain);
            Placement old = record.placement();
            Placement place = new Placement(old.logIndex(), old.recordedAt(), old.eventId(),
                    before == null ? 0 : before.placement().chainSeq() + 1, before == null ? null : before.eventHash());
            AuditRecord placed = new AuditRecord(record.event(), place, record.recordedBy(), record.salt(),
                    record.eventHash());
            byte[] hash = Entry.hash(Entry.of(placed));
            if (!Arrays.equals(hash, record.eventHash())) {
                jdbc.update("""
                        UPDATE audit_events SET chain_seq = ?, previous_event_hash = ?, event_hash = ?
                         WHERE log_index = ?
                        """, place.chainSeq(), place.previousEventHash(), hash, place.logIndex());
            }
            newest.put(chain, new AuditRecord(record.event(), place, record.recordedBy(), record.salt(), hash));
            firsts.putIfAbsent(chain, place.logIndex());
        }
        newest.forEach((chain, record) -> {
            jdbc.update("DELETE FROM chain_heads WHERE correlation_id = ?", chain);
            jdbc.update("INSERT INTO chain_heads VALUES (?, ?, ?, ?, ?)", chain, record.placement().chainSeq(),
                    record.placement().logIndex(), firsts.get(chain), record.eventHash());
        });
    }

    /** Appends a copy of a record that says it has this number in its chain, correctly hashed and all. */
    public void append(AuditRecord record, long number) {
        long index = records().size();
        jdbc.execute("CREATE TEMPORARY TABLE one AS SELECT * FROM audit_events WHERE log_index = "
                + record.placement().logIndex());
        jdbc.update("UPDATE one SET log_index = ?, chain_seq = ?, previous_event_hash = ?", index, number,
                record.eventHash());
        jdbc.update("INSERT INTO audit_events SELECT * FROM one");
        hash(index);
        jdbc.update("""
                INSERT INTO chain_heads
                SELECT correlation_id, chain_seq, log_index, 0, event_hash FROM audit_events WHERE log_index = ?
                """, index);
        tree();
    }

    /** Recomputes all tiles and states from the hashes of the records. */
    public void tree() {
        List<byte[]> leaves = records().stream().map(AuditRecord::eventHash).toList();
        jdbc.update("DELETE FROM log_tiles");
        for (Tile tile : OpenTiles.at(0, new Nothing()).append(leaves)) {
            jdbc.update("INSERT INTO log_tiles VALUES (?, ?, ?)", tile.level(), tile.index(), tile.hashes());
        }
        jdbc.update("DELETE FROM log_states WHERE size > ?", leaves.size());
        for (Long size : jdbc.query("SELECT size FROM log_states WHERE size > 0", (row, _) -> row.getLong(1))) {
            Frontier frontier = Frontier.empty().append(leaves.subList(0, (int) (long) size));
            jdbc.update("UPDATE log_states SET root = ?, frontier = ? WHERE size = ?", frontier.root(),
                    frontier.encode(), size);
        }
        jdbc.update("""
                INSERT INTO log_states (size, previous_size, root, frontier, recorded_at)
                SELECT ?, max(size), ?, ?, max(recorded_at) FROM log_states HAVING max(size) < ?
                """, leaves.size(), Frontier.empty().append(leaves).root(), Frontier.empty().append(leaves).encode(),
                leaves.size());
    }

    private static final class Nothing implements OpenTiles.Source {
        @Override
        public List<byte[]> leaves(long from, int count) {
            return List.of();
        }

        @Override
        public List<Tile> tiles(int level, long from, int count) {
            return List.of();
        }
    }
}
