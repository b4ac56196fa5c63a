package io.datastorage.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether every segment has what its parent has, and the segments cover the log and what comes next. */
final class SegmentChecks {
    private static final String EACH = """
            SELECT relation, concat_ws('; ',
                CASE WHEN p.inhrelid IS NULL THEN 'not a partition of audit_events'
                     WHEN pg_get_expr(c.relpartbound, c.oid)
                         <> format('FOR VALUES FROM (%L) TO (%L)', first_index, last_index + 1)
                     THEN 'its bounds are ' || pg_get_expr(c.relpartbound, c.oid) END,
                CASE WHEN first_index > 0
                          AND NOT EXISTS (SELECT FROM log_segments AS b WHERE b.last_index = s.first_index - 1)
                     THEN 'there is a gap before log index ' || first_index END,
                (SELECT 'no trigger ENABLE ALWAYS for ' || string_agg(t.tgname, ', ')
                 FROM pg_trigger AS t
                 WHERE t.tgrelid = 'audit_events'::regclass AND NOT t.tgisinternal
                   AND NOT EXISTS (SELECT FROM pg_trigger AS o
                                   WHERE o.tgrelid = c.oid AND o.tgname = t.tgname AND o.tgenabled = 'A')),
                (SELECT 'no valid index for ' || string_agg(i.indexrelid::regclass::text, ', ')
                 FROM pg_index AS i
                 WHERE i.indrelid = 'audit_events'::regclass
                   AND NOT EXISTS (SELECT FROM pg_inherits AS a JOIN pg_index AS o ON o.indexrelid = a.inhrelid
                                   WHERE a.inhparent = i.indexrelid AND o.indrelid = c.oid AND o.indisvalid)))
            FROM log_segments AS s
            LEFT JOIN pg_class AS c ON c.oid = to_regclass(quote_ident(relation))
            LEFT JOIN pg_inherits AS p ON p.inhrelid = c.oid AND p.inhparent = 'audit_events'::regclass
            ORDER BY first_index""";

    private static final String UNKNOWN = """
            SELECT 'segment ' || inhrelid::regclass, 'a partition of audit_events that log_segments does not have'
            FROM pg_inherits
            WHERE inhparent = 'audit_events'::regclass
              AND NOT EXISTS (SELECT FROM log_segments WHERE to_regclass(quote_ident(relation)) = inhrelid)""";

    private static final String AHEAD = """
            SELECT 'segments ahead', CASE WHEN coalesce(max(last_index), -1) < (SELECT max(size) FROM log_states)
                THEN 'the last segment is full: SELECT ensure_segments(' || (SELECT max(size) FROM log_states) || ')'
                ELSE '' END
            FROM log_segments""";

    private SegmentChecks() {}

    static List<Check> run(Connection connection) throws SQLException {
        List<Check> checks = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("""
                    SELECT to_regclass('log_segments') IS NULL OR to_regclass('audit_events') IS NULL
                        OR to_regclass('log_states') IS NULL""")) {
                row.next();
                if (row.getBoolean(1)) {
                    return List.of(Check.failed("segments", "their tables are missing"));
                }
            }
            for (String question : List.of(EACH, UNKNOWN, AHEAD)) {
                try (ResultSet row = statement.executeQuery(question)) {
                    while (row.next()) {
                        String name = (question.equals(EACH) ? "segment " : "") + row.getString(1);
                        String detail = row.getString(2);
                        checks.add(new Check(name, detail.isEmpty(), detail));
                    }
                }
            }
        }
        return checks;
    }
}
