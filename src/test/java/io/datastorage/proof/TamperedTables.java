package io.datastorage.proof;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.datastorage.event.AuditRecord;
import io.datastorage.ledger.Forger;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;

/** The tables as a superuser sees them, and where to do it. */
final class TamperedTables {
    final JdbcTemplate jdbc;
    final Forger forger;
    final Random random;
    final List<AuditRecord> records;

    TamperedTables(DataSource superuser, Random random) {
        this.jdbc = new JdbcTemplate(superuser);
        this.forger = new Forger(superuser);
        this.random = random;
        this.records = forger.records();
    }

    /** A log index; neither the first nor the last. */
    int middle() {
        return 1 + random.nextInt(records.size() - 2);
    }

    String chain(long index) {
        return records.get((int) index).event().correlationId();
    }

    Tampering.Done done(long index) {
        return new Tampering.Done(chain(index), index);
    }

    void sql(String sql) {
        jdbc.update(sql);
    }

    /** The chain with most records. */
    String longChain() {
        return records.stream().collect(groupingBy(r -> r.event().correlationId(), counting())).entrySet().stream()
                .max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }

    List<Long> indexes(String chain) {
        return records.stream().filter(r -> r.event().correlationId().equals(chain))
                .map(r -> r.placement().logIndex()).toList();
    }

    /** Moves all records from an index on by one. */
    void shift(long from) {
        sql("UPDATE audit_events SET log_index = log_index + 10000 WHERE log_index >= %d".formatted(from));
        sql("UPDATE audit_events SET log_index = log_index - 9999 WHERE log_index >= 10000");
    }

    /** Puts a copy of a record at another index. */
    void copy(long from, long to) {
        jdbc.execute("CREATE TEMPORARY TABLE one ON COMMIT DROP AS SELECT * FROM audit_events WHERE log_index = "
                + from);
        sql("UPDATE one SET log_index = %d".formatted(to));
        sql("INSERT INTO audit_events SELECT * FROM one");
    }
}
