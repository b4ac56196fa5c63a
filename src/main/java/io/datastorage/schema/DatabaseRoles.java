package io.datastorage.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The roles that a DBA makes with {@code db/roles.sql}, for a database that the service makes for itself.
 *
 * @param owner the role that runs migrations
 * @param application the role that reads and appends
 * @param purge the NOLOGIN role
 * @param schema the schema of the log
 */
public record DatabaseRoles(
        String owner, String ownerPassword, String application, String applicationPassword, String purge,
        String schema) {
    private static final Pattern VARIABLE = Pattern.compile(":'(\\w+)'");

    /** Runs the script in the database of a superuser's connection. It may be run again. */
    public void create(Connection superuser) throws SQLException {
        Map<String, String> values = Map.of(
                "owner", owner,
                "owner_password", ownerPassword,
                "application", application,
                "application_password", applicationPassword,
                "purge", purge,
                "schema", schema);
        StringBuilder sql = new StringBuilder();
        Matcher variable = VARIABLE.matcher(script());
        try (Statement statement = superuser.createStatement()) {
            // What psql does with :'name'.
            while (variable.find()) {
                String value = Objects.requireNonNull(values.get(variable.group(1)), variable.group());
                variable.appendReplacement(sql, Matcher.quoteReplacement(statement.enquoteLiteral(value)));
            }
            statement.execute(variable.appendTail(sql).toString());
        }
    }

    private static String script() {
        try (InputStream script = DatabaseRoles.class.getResourceAsStream("/db/roles.sql")) {
            return new String(Objects.requireNonNull(script, "db/roles.sql").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
