package io.datastorage.bench;

import io.datastorage.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.LinkedHashMap;
import java.util.Map;

/** What can be measured of the service's database: sizes, dead rows, connections. Segments count as one table. */
final class DatabaseFigures {
    static final String CONNECTIONS = "database connections";
    static final String DATABASE = "database MiB";
    static final String TABLE = " table MiB";
    static final String INDEXES = " indexes MiB";
    static final String DEAD = " dead rows";
    static final String PER_ROW = " bytes a row";

    /** Below this, what a table takes says nothing. */
    private static final double SMALL_MEBI = 0.25;
    private static final double MEBI = 1 << 20;

    private final JdbcClient superuser;

    DatabaseFigures(TestDatabase database) {
        superuser = JdbcClient.create(database.superuser());
    }

    /** All of them as they are now. */
    Map<String, Double> now() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(CONNECTIONS, superuser.sql("""
                SELECT count(*)
                  FROM pg_stat_activity
                 WHERE datname = current_database() AND backend_type = 'client backend' AND usename <> current_user
                """).query(Double.class).single());
        figures.put(DATABASE, superuser.sql("SELECT pg_database_size(current_database())").query(Double.class).single()
                / MEBI);
        superuser.sql("""
                SELECT coalesce(parent.relname, t.relname) AS name, sum(pg_table_size(t.oid)) AS bytes,
                       sum(pg_indexes_size(t.oid)) AS index_bytes, sum(s.n_live_tup) AS rows, sum(s.n_dead_tup) AS dead
                  FROM pg_class AS t
                  JOIN pg_stat_user_tables AS s ON s.relid = t.oid
                  LEFT JOIN pg_inherits AS i ON i.inhrelid = t.oid
                  LEFT JOIN pg_class AS parent ON parent.oid = i.inhparent
                 WHERE t.relkind = 'r' AND t.relname NOT LIKE 'databasechangelog%'
                 GROUP BY 1
                 ORDER BY 1
                """).query(row -> {
            String name = row.getString("name");
            double bytes = row.getDouble("bytes");
            double indexBytes = row.getDouble("index_bytes");
            if (bytes + indexBytes < SMALL_MEBI * MEBI) {
                return;
            }
            figures.put(name + TABLE, bytes / MEBI);
            figures.put(name + INDEXES, indexBytes / MEBI);
            figures.put(name + DEAD, row.getDouble("dead"));
            if (row.getDouble("rows") > 0) {
                figures.put(name + PER_ROW, (bytes + indexBytes) / row.getDouble("rows"));
            }
        });
        return figures;
    }
}
