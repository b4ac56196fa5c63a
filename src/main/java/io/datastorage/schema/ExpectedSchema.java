package io.datastorage.schema;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The schema that the whole changelog makes: {@code db/schema.txt}, which a test writes from a migrated database. */
final class ExpectedSchema {
    static final String RESOURCE = "/db/schema.txt";
    /** What nothing works without. An index may still be to come, and rights are asked for where they are needed. */
    private static final List<Fact.Kind> ESSENTIAL = List.of(Fact.Kind.TABLE, Fact.Kind.COLUMN, Fact.Kind.TRIGGER);

    private final List<Fact> facts;

    private ExpectedSchema(List<Fact> facts) {
        this.facts = facts;
    }

    static ExpectedSchema load() {
        try (InputStream text = ExpectedSchema.class.getResourceAsStream(RESOURCE)) {
            return new ExpectedSchema(new String(Objects.requireNonNull(text, RESOURCE).readAllBytes(),
                    StandardCharsets.UTF_8).lines().map(Fact::parse).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares it with the database. What belongs to the log's tables and is not expected fails, but for indexes. */
    List<Check> compare(Connection connection, Roles roles) throws SQLException {
        List<Check> checks = new ArrayList<>();
        for (Fact.Kind kind : Fact.Kind.values()) {
            checks.addAll(compare(connection, roles, kind));
        }
        return checks;
    }

    private List<Check> compare(Connection connection, Roles roles, Fact.Kind kind) throws SQLException {
        Map<String, Fact> there = Catalog.read(connection, roles, kind).stream()
                .collect(Collectors.toMap(Fact::name, Function.identity()));
        List<Check> checks = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.kind() == kind) {
                checks.add(compare(fact, there.remove(fact.name())));
            }
        }
        if (kind != Fact.Kind.INDEX) {
            Set<String> tables = tables();
            there.values().stream().filter(fact -> tables.contains(fact.table())).sorted(Fact.ORDER)
                    .forEach(fact -> checks.add(Check.failed(fact.subject(), "not expected: " + fact.value())));
        }
        return checks;
    }

    private Set<String> tables() {
        return facts.stream().filter(fact -> fact.kind() == Fact.Kind.TABLE).map(Fact::name)
                .collect(Collectors.toSet());
    }

    /** Those tables of the log that are there and that the connection's role cannot change. */
    List<String> tablesOfOthers(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT relname FROM pg_class
                WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relname = ANY (?)
                  AND NOT pg_has_role(relowner, 'USAGE')
                ORDER BY relname""")) {
            statement.setArray(1, connection.createArrayOf("text", tables().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (row.next()) {
                    names.add(row.getString(1));
                }
                return names;
            }
        }
    }

    private static Check compare(Fact expected, @Nullable Fact there) {
        if (there == null) {
            return Check.failed(expected.subject(), "missing; expected: " + expected.value());
        }
        return there.equals(expected)
                ? Check.ok(expected.subject())
                : Check.failed(expected.subject(), "is: " + there.value() + "; expected: " + expected.value());
    }

    /** Refuses a schema that somebody has changed so that nothing can work, or records could be changed. */
    void requireEssentials(Connection connection, Roles roles) throws SQLException {
        for (Fact.Kind kind : ESSENTIAL) {
            for (Check check : compare(connection, roles, kind)) {
                if (!check.ok() && !check.detail().startsWith("not expected")) {
                    throw new SchemaException("The schema was changed by hand: " + check.name() + " is "
                            + check.detail().replaceFirst("^is: ", "") + ". Undo that change; \"migrate --verify\" "
                            + "lists every difference.");
                }
            }
        }
    }
}
