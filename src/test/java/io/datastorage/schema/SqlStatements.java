package io.datastorage.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes SQL apart as far as a lint needs it (PostgreSQL manual, "Lexical Structure"). */
final class SqlStatements {
    private static final Pattern TOKEN = Pattern.compile("""
            (?<comment>--[^\\n]*|/\\*(?s:.*?)\\*/)\
            |(?<body>\\$(?<tag>\\w*)\\$(?s:.*?)\\$\\k<tag>\\$)\
            |(?<end>;)\
            |'(?:[^']|'')*'|"(?:[^"]|"")*"|(?s:.)""");

    private SqlStatements() {}

    /** The statements without comments; what a function does when it is called is left out, what DO does is not. */
    static List<String> of(String sql) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        Matcher token = TOKEN.matcher(sql);
        while (token.find()) {
            if (token.group("end") != null) {
                add(statements, statement);
            } else if (token.group("body") != null) {
                boolean runs = statement.toString().strip().matches("(?is)DO\\b.*");
                statement.append(runs ? token.group() : "$$$$");
            } else {
                statement.append(token.group("comment") != null ? " " : token.group());
            }
        }
        add(statements, statement);
        return statements;
    }

    private static void add(List<String> statements, StringBuilder statement) {
        if (!statement.toString().isBlank()) {
            statements.add(statement.toString().strip().replaceAll("\\s+", " "));
        }
        statement.setLength(0);
    }
}
