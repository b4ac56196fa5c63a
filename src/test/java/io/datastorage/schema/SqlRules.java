package io.datastorage.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a statement of a changeset may not do. */
final class SqlRules {
    private static final String EVENTS = "\"?audit_events(_\\d+)?\"?\\b";

    /** In any release. */
    private static final List<Rule> ALWAYS = List.of(
            rule("needs an extension", "\\bCREATE EXTENSION\\b"),
            rule("needs a superuser", "\\b(ALTER SYSTEM|ALTER DATABASE|(CREATE|ALTER|DROP) (ROLE|USER)\\b"
                    + "|CREATE EVENT TRIGGER|CREATE TABLESPACE|session_replication_role|SUPERUSER"
                    + "|LANGUAGE '?(c|internal|plpython3?u|plperlu|pltclu)\\b|COPY .* (FROM|TO) PROGRAM)\\b"),
            rule("a part of a concurrent index: use PartitionedIndexChange, which knows when to let others pass",
                    "^CREATE (UNIQUE )?INDEX .* ON ONLY |^ALTER INDEX .* ATTACH PARTITION "));

    /** In a release after the one that made audit_events: it has records then, and others use it. */
    private static final List<Rule> ON_RECORDS = List.of(
            rule("a plain index on audit_events keeps writers out: use PartitionedIndexChange",
                    "\\bCREATE (UNIQUE )?INDEX (?!CONCURRENTLY).*\\bON (ONLY )?" + EVENTS),
            rule("rewrites or scans audit_events", "\\bALTER TABLE (IF EXISTS )?(ONLY )?" + EVENTS
                    + " .*(\\bTYPE\\b|\\bSET NOT NULL\\b|\\bSET (TABLESPACE|ACCESS METHOD|LOGGED|UNLOGGED)\\b"
                    + "|\\bADD .*\\b(DEFAULT|NOT NULL|GENERATED|PRIMARY KEY|UNIQUE|EXCLUDE)\\b"
                    + "|\\bADD (CONSTRAINT|CHECK|FOREIGN)(?!.*NOT VALID))"),
            rule("rewrites or scans audit_events", "^(CLUSTER|VACUUM|REINDEX)\\b.*\\b" + EVENTS),
            rule("changes records", "\\b(UPDATE (ONLY )?|DELETE FROM (ONLY )?|TRUNCATE (TABLE )?(ONLY )?)" + EVENTS),
            rule("changes records", "\\bALTER TABLE (IF EXISTS )?(ONLY )?" + EVENTS + " .*\\bDROP (COLUMN )?"
                    + "(?!CONSTRAINT)"));

    private static final Pattern LOCK_TIMEOUT = Pattern
            .compile("(?i)\\bSET (LOCAL |SESSION )?lock_timeout (= |TO )'?(\\d+) ?(\\w*)'?");
    private static final Pattern CONCURRENTLY = Pattern.compile("(?i)\\bCONCURRENTLY\\b");

    private SqlRules() {}

    private record Rule(String complaint, Pattern pattern) {}

    private static Rule rule(String complaint, String pattern) {
        return new Rule(complaint, Pattern.compile("(?is)" + pattern));
    }

    static boolean isConcurrent(String statement) {
        return CONCURRENTLY.matcher(statement).find();
    }

    /** What is wrong with a statement, whose white space is single spaces. */
    static List<String> complaints(String statement, boolean onRecords) {
        List<String> complaints = new ArrayList<>();
        for (List<Rule> rules : onRecords ? List.of(ALWAYS, ON_RECORDS) : List.of(ALWAYS)) {
            rules.stream().filter(rule -> rule.pattern.matcher(statement).find()).map(Rule::complaint)
                    .forEach(complaints::add);
        }
        if (isConcurrent(statement) && Pattern.compile("(?i)\\b" + EVENTS).matcher(statement).find()) {
            complaints.add("CONCURRENTLY on a partitioned table: use PartitionedIndexChange");
        }
        Matcher timeout = LOCK_TIMEOUT.matcher(statement);
        if (timeout.find()) {
            boolean milliseconds = timeout.group(4).isEmpty() || timeout.group(4).equalsIgnoreCase("ms");
            int value = Integer.parseInt(timeout.group(3));
            if (!milliseconds || value == 0 || value > 500) {
                complaints.add("lock_timeout is not 1 to 500 ms: others queue behind this for as long");
            }
        }
        return complaints;
    }
}
