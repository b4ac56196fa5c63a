package io.datastorage.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the facts of a schema from the catalog. Partitions are left out: they follow their parent, and
 * {@link SegmentChecks} is about them. Names of roles are replaced by the changelog's parameters.
 */
final class Catalog {
    private static final String TABLES = """
            WITH tables AS (
                SELECT oid, relname, relkind FROM pg_class
                WHERE relnamespace = quote_ident(current_schema())::regnamespace
                  AND relkind IN ('r', 'p') AND NOT relispartition)
            """;

    private static final Map<Fact.Kind, String> QUERIES = Map.of(
            Fact.Kind.TABLE, TABLES + """
                    SELECT relname, CASE relkind WHEN 'p' THEN pg_get_partkeydef(oid) ELSE 'plain' END FROM tables""",
            Fact.Kind.COLUMN, TABLES + """
                    SELECT relname || '.' || attname,
                        format_type(atttypid, atttypmod)
                            || CASE WHEN attcollation NOT IN (0, 'pg_catalog."default"'::regcollation)
                                    THEN ' ' || attcollation::regcollation ELSE '' END
                            || CASE WHEN attnotnull THEN ' not null' ELSE '' END
                            || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
                    FROM tables JOIN pg_attribute ON attrelid = tables.oid
                        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                    WHERE attnum > 0 AND NOT attisdropped""",
            // A NOT NULL is a constraint of its own from PostgreSQL 18 on; the columns tell it for all versions.
            Fact.Kind.CONSTRAINT, TABLES + """
                    SELECT relname || '.' || conname, pg_get_constraintdef(c.oid)
                    FROM tables JOIN pg_constraint AS c ON conrelid = tables.oid
                    WHERE contype IN ('p', 'u', 'c', 'f', 'x')""",
            Fact.Kind.INDEX, TABLES + """
                    SELECT relname || '.' || (SELECT i.relname FROM pg_class AS i WHERE i.oid = indexrelid),
                        CASE WHEN indisvalid AND indisready THEN '' ELSE 'INVALID ' END
                            || regexp_replace(pg_get_indexdef(indexrelid, 0, true), '^.*? USING ', '')
                    FROM tables JOIN pg_index ON indrelid = tables.oid
                    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)""",
            Fact.Kind.TRIGGER, TABLES + """
                    SELECT relname || '.' || tgname,
                        CASE tgenabled WHEN 'A' THEN 'always ' WHEN 'O' THEN 'origin ' WHEN 'R' THEN 'replica '
                            ELSE 'DISABLED ' END
                            || replace(regexp_replace(pg_get_triggerdef(t.oid, true), '^CREATE TRIGGER \\S+ ', ''),
                                quote_literal(?), '${purgeRole}')
                    FROM tables JOIN pg_trigger AS t ON tgrelid = tables.oid
                    WHERE NOT tgisinternal""",
            Fact.Kind.FUNCTION, """
                    SELECT p.oid::regprocedure::text,
                        CASE WHEN prosecdef THEN 'definer' ELSE 'invoker' END
                            || CASE WHEN 'search_path=' || current_setting('search_path') = ANY (proconfig)
                                    THEN ', pinned' ELSE ', NOT PINNED' END
                            || CASE WHEN has_function_privilege('public', p.oid, 'EXECUTE')
                                    THEN ', OPEN TO PUBLIC' ELSE ', closed' END
                            || ', ' || encode(sha256(convert_to(
                                   replace(prosrc, quote_literal(?), '${purgeRole}'), 'UTF8')), 'hex')
                            || (SELECT coalesce(string_agg(', ' || setting, '' ORDER BY setting), '')
                                  FROM unnest(proconfig) AS setting
                                 WHERE setting NOT LIKE 'search_path=%')
                    FROM pg_proc AS p
                    WHERE pronamespace = quote_ident(current_schema())::regnamespace AND prokind = 'f'""",
            Fact.Kind.GRANT, TABLES + """
                    , application AS (SELECT ?::name AS role)
                    SELECT relname::text, coalesce(string_agg(privilege, ', ' ORDER BY privilege), 'nothing')
                    FROM application CROSS JOIN tables LEFT JOIN LATERAL
                        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
                            AS privilege ON has_table_privilege(role, oid, privilege)
                    GROUP BY relname
                    UNION ALL
                    SELECT p.oid::regprocedure::text,
                        CASE WHEN has_function_privilege(role, p.oid, 'EXECUTE') THEN 'EXECUTE' ELSE 'nothing' END
                    FROM application, pg_proc AS p
                    WHERE pronamespace = quote_ident(current_schema())::regnamespace AND prokind = 'f'""");

    private Catalog() {}

    /** All facts of a kind in the schema that the connection is in, also of tables that are not the log's. */
    static List<Fact> read(Connection connection, Roles roles, Fact.Kind kind) throws SQLException {
        String query = QUERIES.getOrDefault(kind, "");
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            if (statement.getParameterMetaData().getParameterCount() > 0) {
                statement.setString(1, kind == Fact.Kind.GRANT ? roles.application() : roles.purge());
            }
            try (ResultSet row = statement.executeQuery()) {
                List<Fact> facts = new ArrayList<>();
                while (row.next()) {
                    facts.add(new Fact(kind, row.getString(1), row.getString(2)));
                }
                facts.sort(Fact.ORDER);
                return facts;
            }
        }
    }
}
