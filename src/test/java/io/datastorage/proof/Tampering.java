package io.datastorage.proof;

import io.datastorage.event.AuditRecord;
import io.datastorage.proof.LogFinding.Kind;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a superuser can do to the tables of a log. */
final class Tampering {
    /** Nothing refuses a change any more. */
    static final String TRIGGERS_OFF = """
            DO $$
            DECLARE
                name regclass;
            BEGIN
                FOR name IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0
                LOOP
                    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', name);
                END LOOP;
            END
            $$
            """;

    /** Column to the SQL of another value for it. */
    static final Map<String, String> EDITS = Map.ofEntries(
            Map.entry("log_index", "60000"),
            Map.entry("recorded_at", "recorded_at + interval '1 microsecond'"),
            Map.entry("event_id", "'01890000-0000-7000-8000-000000000000'"),
            Map.entry("event_version", "'1.1'"),
            Map.entry("event_timestamp", "event_timestamp - interval '1 microsecond'"),
            Map.entry("event_type", "'gateway.signal.dropped'"),
            Map.entry("event_category", "'workflow'"),
            Map.entry("event_action", "'ignored'"),
            Map.entry("event_outcome", "'failure'"),
            Map.entry("actor_type", "NULL"),
            Map.entry("actor_id", "'somebody-else'"),
            Map.entry("actor_ip", "''"),
            Map.entry("resource_type", "'Pod'"),
            Map.entry("resource_id", "NULL"),
            Map.entry("correlation_id", "'another'"),
            Map.entry("parent_event_id", "event_id"),
            Map.entry("parent_event_date", "'infinity'"),
            Map.entry("namespace", "'kube-system'"),
            Map.entry("cluster_id", "NULL"),
            Map.entry("severity", "'info'"),
            Map.entry("duration_ms", "duration_ms + 1"),
            Map.entry("error_code", "'E2'"),
            Map.entry("error_message", "error_message || ' '"),
            Map.entry("retention_days", "1"),
            Map.entry("is_sensitive", "NOT is_sensitive"),
            Map.entry("event_data", "jsonb_set(event_data, '{value}', '0.9300000000000002')"),
            Map.entry("extra", "NULL"),
            Map.entry("recorded_by", "'system:admin'"),
            Map.entry("salt", "sha256(salt)"),
            Map.entry("chain_seq", "chain_seq + 1000000"),
            Map.entry("previous_event_hash", "sha256(event_hash)"),
            Map.entry("event_hash", "sha256(event_hash)"));

    private Tampering() {}

    /**
     * A way to tamper.
     *
     * @param kinds the self-check reports at least one of these
     * @param signerRefuses whether the database is not the log that was signed any more
     */
    record Case(String name, Set<Kind> kinds, boolean signerRefuses, Tamper tamper) {}

    /** Does it. */
    interface Tamper {
        Done on(TamperedTables tables);
    }

    /**
     * It was done.
     *
     * @param chain a correlation whose verification must find it; null if it concerns no chain
     * @param firstBad the first log index that was changed; -1 if it concerns none
     */
    record Done(@Nullable String chain, long firstBad) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        EDITS.forEach((column, value) -> cases.add(new Case("edit " + column, Set.of(Kind.RECORD, Kind.MISSING), false,
                tables -> {
                    int at = tables.random.nextInt(tables.records.size());
                    tables.sql("UPDATE audit_events SET %s = %s WHERE log_index = %d".formatted(column,
                            column.equals("log_index") ? String.valueOf(60_000 - at) : value, at));
                    return tables.done(at);
                })));
        cases.add(new Case("edit and hash", Set.of(Kind.REPLACED, Kind.ROOT), false, tables -> {
            int at = tables.middle();
            tables.sql("UPDATE audit_events SET event_action = 'rewritten' WHERE log_index = %d".formatted(at));
            tables.forger.hash(at);
            return tables.done(at);
        }));
        cases.add(new Case("delete a middle event", Set.of(Kind.MISSING), false, tables -> {
            int at = tables.middle();
            tables.sql("DELETE FROM audit_events WHERE log_index = %d".formatted(at));
            return tables.done(at);
        }));
        cases.add(new Case("delete the last event", Set.of(Kind.MISSING), false, tables -> {
            int at = tables.records.size() - 1;
            tables.sql("DELETE FROM audit_events WHERE log_index = %d".formatted(at));
            return tables.done(at);
        }));
        cases.add(new Case("truncate the log and make it fit", Set.of(Kind.HELD_HEAD), true, tables -> {
            int at = tables.records.size() - 1;
            tables.sql("DELETE FROM audit_events WHERE log_index = %d".formatted(at));
            tables.sql("DELETE FROM chain_heads WHERE log_index = %d".formatted(at));
            tables.sql("DELETE FROM log_states WHERE size > %d".formatted(at));
            tables.forger.chains(_ -> true);
            tables.forger.tree();
            return new Done(tables.chain(at), -1);
        }));
        cases.add(new Case("swap two events", Set.of(Kind.RECORD), false, tables -> {
            int at = tables.middle();
            int other = (at + 1 + tables.random.nextInt(tables.records.size() - 1)) % tables.records.size();
            tables.sql("UPDATE audit_events SET log_index = 60000 WHERE log_index = %d".formatted(at));
            tables.sql("UPDATE audit_events SET log_index = %d WHERE log_index = %d".formatted(at, other));
            tables.sql("UPDATE audit_events SET log_index = %d WHERE log_index = 60000".formatted(other));
            return tables.done(Math.min(at, other));
        }));
        cases.add(new Case("insert an event at the end", Set.of(Kind.SURPLUS), false, tables -> {
            tables.copy(tables.middle(), tables.records.size());
            return new Done(null, tables.records.size());
        }));
        cases.add(new Case("insert an event in the middle", Set.of(Kind.RECORD, Kind.SURPLUS), false, tables -> {
            int at = tables.middle();
            tables.shift(at);
            tables.copy(at - 1, at);
            return tables.done(at);
        }));
        cases.add(new Case("insert an event in the middle and make all fit", Set.of(Kind.REPLACED, Kind.ROOT), true,
                tables -> {
                    int at = tables.middle();
                    tables.shift(at);
                    tables.copy(at - 1, at);
                    tables.forger.chains(_ -> true);
                    tables.forger.tree();
                    return tables.done(at);
                }));
        cases.add(new Case("drop a correlation", Set.of(Kind.MISSING), false, tables -> {
            String chain = tables.chain(tables.middle());
            tables.sql("DELETE FROM audit_events WHERE correlation_id = '%s'".formatted(chain));
            tables.sql("DELETE FROM chain_heads WHERE correlation_id = '%s'".formatted(chain));
            return new Done(chain, tables.indexes(chain).getFirst());
        }));
        cases.add(new Case("re-number a chain", Set.of(Kind.RECORD), false, tables -> {
            String chain = tables.longChain();
            tables.sql(
                    "UPDATE audit_events SET chain_seq = chain_seq + 1 WHERE correlation_id = '%s'".formatted(chain));
            tables.sql("UPDATE chain_heads SET chain_seq = chain_seq + 1 + 10000 WHERE correlation_id = '%s'"
                    .formatted(chain));
            return new Done(chain, tables.indexes(chain).getFirst());
        }));
        cases.add(new Case("close a gap by re-numbering the log", Set.of(Kind.RECORD, Kind.MISSING), false, tables -> {
            int at = tables.middle();
            tables.sql("DELETE FROM audit_events WHERE log_index = %d".formatted(at));
            tables.sql("UPDATE audit_events SET log_index = log_index + 10000 WHERE log_index > %d".formatted(at));
            tables.sql("UPDATE audit_events SET log_index = log_index - 10001 WHERE log_index > 10000");
            return tables.done(at);
        }));
        cases.add(new Case("rewrite a chain with its hashes", Set.of(Kind.REPLACED, Kind.ROOT), false, tables -> {
            String chain = tables.longChain();
            List<Long> indexes = tables.indexes(chain);
            long at = indexes.get(tables.random.nextInt(indexes.size()));
            tables.sql("UPDATE audit_events SET event_outcome = 'failure' WHERE log_index = %d".formatted(at));
            tables.forger.chains(chain::equals);
            return new Done(chain, at);
        }));
        cases.add(new Case("rewrite a chain with its hashes and the tree", Set.of(Kind.ROOT), true, tables -> {
            String chain = tables.longChain();
            List<Long> indexes = tables.indexes(chain);
            long at = indexes.get(tables.random.nextInt(indexes.size()));
            tables.sql("UPDATE audit_events SET event_outcome = 'failure' WHERE log_index = %d".formatted(at));
            tables.forger.chains(chain::equals);
            tables.forger.tree();
            return new Done(chain, at);
        }));
        cases.add(new Case("rewrite the entire log", Set.of(Kind.ROOT), true, tables -> {
            tables.sql("UPDATE audit_events SET event_action = 'rewritten'");
            tables.forger.chains(_ -> true);
            tables.forger.tree();
            return tables.done(0);
        }));
        cases.add(new Case("alter a tile", Set.of(Kind.TILE, Kind.SURPLUS), false, tables -> {
            List<Long> tiles = tables.jdbc.query("SELECT tile_index FROM log_tiles WHERE level = 0",
                    (row, _) -> row.getLong(1));
            if (tiles.isEmpty()) {
                tables.sql("INSERT INTO log_tiles VALUES (0, 0, decode(repeat('00', 8192), 'hex'))");
                return new Done(null, -1);
            }
            long tile = tiles.get(tables.random.nextInt(tiles.size()));
            tables.sql(("UPDATE log_tiles SET hashes = set_byte(hashes, %1$d, get_byte(hashes, %1$d) # 1)"
                    + " WHERE tile_index = %2$d").formatted(tables.random.nextInt(8192), tile));
            return tables.done(256 * tile);
        }));
        cases.add(new Case("remove the tiles", Set.of(Kind.TILE, Kind.SURPLUS), false, tables -> {
            if (tables.jdbc.update("DELETE FROM log_tiles") == 0) {
                tables.sql("INSERT INTO log_tiles VALUES (1, 0, decode(repeat('00', 8192), 'hex'))");
                return new Done(null, -1);
            }
            return tables.done(0);
        }));
        cases.add(new Case("alter a stored checkpoint", Set.of(Kind.CHECKPOINT), false, tables -> {
            tables.sql(("UPDATE log_checkpoints SET %s WHERE revision = (SELECT revision FROM log_checkpoints"
                    + " ORDER BY random() LIMIT 1)").formatted(tables.random.nextBoolean()
                            ? "note = overlay(note placing 'x' from " + (1 + tables.random.nextInt(60)) + ")"
                            : "size = size + 1"));
            return new Done(null, -1);
        }));
        cases.add(new Case("narrow a range of a segment", Set.of(Kind.SEGMENT), false, tables -> {
            AuditRecord record = tables.records.get(tables.middle());
            boolean recorded = tables.random.nextBoolean();
            tables.sql("UPDATE log_segments SET %s = '%s' WHERE first_index = 0".formatted(
                    recorded ? "recorded_until" : "event_from",
                    recorded
                            ? record.placement().recordedAt().minusMillis(1)
                            : record.event().eventTimestamp().plusMillis(1)));
            long first = tables.records.stream().filter(r -> recorded
                    ? r.placement().recordedAt().isAfter(record.placement().recordedAt().minusMillis(1))
                    : r.event().eventTimestamp().isBefore(record.event().eventTimestamp().plusMillis(1)))
                    .findFirst().orElseThrow().placement().logIndex();
            return new Done(null, first);
        }));
        cases.add(new Case("move the bounds of a segment", Set.of(Kind.SEGMENT), false, tables -> {
            tables.sql("UPDATE log_segments SET last_index = last_index - 1 WHERE first_index = 0");
            return new Done(null, -1);
        }));
        cases.add(new Case("hide an event from searches", Set.of(Kind.INTERNAL), false, tables -> {
            int at = tables.middle();
            tables.sql("INSERT INTO internal_events VALUES (%d)".formatted(at));
            return new Done(null, at);
        }));
        cases.add(new Case("shorten a chain in its heads", Set.of(Kind.HEAD), false, tables -> {
            String chain = tables.longChain();
            List<Long> indexes = tables.indexes(chain);
            int kept = tables.random.nextInt(indexes.size() - 1);
            AuditRecord newest = tables.records.get(indexes.get(kept).intValue());
            tables.sql("DELETE FROM chain_heads WHERE correlation_id = '%s'".formatted(chain));
            tables.jdbc.update("INSERT INTO chain_heads VALUES (?, ?, ?, ?, ?)", chain, kept,
                    newest.placement().logIndex(), indexes.getFirst(), newest.eventHash());
            return new Done(chain, indexes.get(kept + 1));
        }));
        cases.add(new Case("edit a head", Set.of(Kind.HEAD), false, tables -> {
            String chain = tables.longChain();
            tables.sql("UPDATE chain_heads SET %s WHERE correlation_id = '%s'".formatted(List
                    .of("log_index = log_index + 1",
                            "event_hash = sha256(event_hash)", "chain_seq = chain_seq + 20000",
                            "first_log_index = first_log_index + 1")
                    .get(tables.random.nextInt(4)), chain));
            return new Done(null, -1);
        }));
        return cases;
    }
}
