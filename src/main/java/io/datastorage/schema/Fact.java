package io.datastorage.schema;

import java.util.Comparator;
import java.util.Locale;

/**
 * Something that the database's catalog says of the schema.
 *
 * @param kind what it is about
 * @param name of what; for what belongs to a table, {@code table.name}
 * @param value what is so
 */
record Fact(Kind kind, String name, String value) {
    static final Comparator<Fact> ORDER = Comparator.comparing(Fact::kind).thenComparing(Fact::name);

    /** In the order of a report. */
    enum Kind {
        TABLE, COLUMN, CONSTRAINT, INDEX, TRIGGER, FUNCTION, GRANT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Kind and name, as a report has them. */
    String subject() {
        return kind + " " + name;
    }

    /** The table that it belongs to, or its own name. */
    String table() {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** From a line {@code kind name: value}. */
    static Fact parse(String line) {
        int space = line.indexOf(' ');
        int colon = line.indexOf(": ", space);
        return new Fact(Kind.valueOf(line.substring(0, space).toUpperCase(Locale.ROOT)),
                line.substring(space + 1, colon), line.substring(colon + 2));
    }

    /** A line {@code kind name: value}. */
    @Override
    public String toString() {
        return subject() + ": " + value;
    }
}
