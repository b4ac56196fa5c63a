package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;

/** What is in a database. */
final class DatabaseContents {
    private DatabaseContents() {}

    /** Every row of the catalog and the changelog, with the transaction that wrote it. */
    static List<@Nullable String> everything(JdbcClient sql) {
        return sql.sql("""
                SELECT c.xmin || ' ' || c.oid || ' ' || relname FROM pg_class AS c
                WHERE relnamespace = 'public'::regnamespace
                UNION ALL SELECT xmin || ' ' || oid || ' ' || proname FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace
                UNION ALL SELECT xmin || ' ' || id FROM databasechangelog ORDER BY 1""").query(String.class).list();
    }

    /** Every table, index and function, and which transaction made it; empty before the first migration. */
    static List<@Nullable String> relations(JdbcClient sql) {
        return sql.sql("""
                SELECT xmin || ' ' || oid || ' ' || relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace
                UNION ALL SELECT xmin || ' ' || oid || ' ' || proname FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace ORDER BY 1""").query(String.class).list();
    }

    /** The names of a table's valid indexes. */
    static List<@Nullable String> indexes(JdbcClient sql, String table) {
        return sql.sql("""
                SELECT indexrelid::regclass::text FROM pg_index
                WHERE indrelid = ?::regclass AND indisvalid AND indisready ORDER BY 1""")
                .param(table).query(String.class).list();
    }
}
