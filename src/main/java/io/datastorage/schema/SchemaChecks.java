package io.datastorage.schema;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What must hold of the server and the roles. A failure is a {@link SchemaException} that names what mends it. */
final class SchemaChecks {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaChecks.class);
    private static final int OLDEST_VERSION = 15;

    private final Connection connection;
    private final Roles roles;

    SchemaChecks(Connection connection, Roles roles) {
        this.connection = connection;
        this.roles = roles;
    }

    /** To be asked before anything is changed. */
    void beforeMigrating() throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        require(version >= OLDEST_VERSION,
                "PostgreSQL " + version + " is too old: " + OLDEST_VERSION + " or newer is needed.");
        require(holds("SELECT current_setting('fsync')::boolean"),
                "fsync is off: an event that was acknowledged could be lost. Set fsync = on in postgresql.conf.");
        require(holds("SELECT has_schema_privilege(current_schema(), 'CREATE')"), """
                        Role "%1$s" may not create tables in its schema: GRANT CREATE ON SCHEMA ... TO "%1$s".\
                        """.formatted(owner()));
        purgeRole();
        applicationRole();
    }

    private void purgeRole() throws SQLException {
        String purge = roles.purge();
        requireRole(purge);
        require(holds("SELECT NOT rolcanlogin AND NOT rolsuper FROM pg_roles WHERE rolname = ?", purge), """
                Role "%1$s" must not log in, as whoever does may change records: \
                ALTER ROLE "%1$s" NOLOGIN NOSUPERUSER.""".formatted(purge));
        require(holds("SELECT pg_has_role(?, 'MEMBER')", purge), """
                The owner cannot act as role "%1$s": GRANT "%1$s" TO "%2$s".""".formatted(purge, owner()));
    }

    private void applicationRole() throws SQLException {
        String application = roles.application();
        requireRole(application);
        if (isSuperuser(application)) {
            LOG.warn("The application role \"{}\" is a superuser: it can do whatever the schema refuses", application);
            return;
        }
        require(!application.equals(owner()), """
                Role "%s" both owns the schema and is the application role, so it could change records. \
                Give spring.datasource.username a role of its own.""".formatted(application));
        for (String other : List.of(owner(), roles.purge())) {
            require(!holds("SELECT pg_has_role(?, ?, 'MEMBER')", application, other), """
                    The application role "%1$s" can act as role "%2$s", so it could change records: \
                    REVOKE "%2$s" FROM "%1$s".""".formatted(application, other));
        }
    }

    /** To be asked before changesets run: whoever changes a table must own it, or act as its owner. */
    void tablesAreTheOwners() throws SQLException {
        for (String table : ExpectedSchema.load().tablesOfOthers(connection)) {
            throw new SchemaException("""
                    Role "%2$s" does not own the table %1$s, so it cannot migrate it: \
                    ALTER TABLE %1$s OWNER TO "%2$s".""".formatted(table, owner()));
        }
    }

    /** To be asked when the tables are there: they were granted to the role that was the application's then. */
    void afterMigrating() throws SQLException {
        ExpectedSchema.load().requireEssentials(connection, roles);
        String application = roles.application();
        if (isSuperuser(application)) {
            return;
        }
        require(!holds("""
                SELECT pg_has_role(?, relowner, 'MEMBER') FROM pg_class WHERE oid = 'audit_events'::regclass""",
                application), """
                The application role "%1$s" can act as the owner of audit_events, so it could change records: \
                ALTER TABLE audit_events OWNER TO "%2$s", and so on for the tables beside it.\
                """.formatted(application, owner()));
        require(holds("""
                SELECT has_table_privilege(r, 'audit_events', 'SELECT')
                   AND has_table_privilege(r, 'audit_events', 'INSERT')
                   AND has_function_privilege(r, 'ensure_segments(bigint)', 'EXECUTE')
                FROM CAST(? AS name) AS r""", application), """
                The application role "%1$s" has no rights on the tables, which were made for another one. \
                GRANT that one TO "%1$s", or name it in datastorage.schema.application-role.\
                """.formatted(application));
    }

    private boolean isSuperuser(String role) throws SQLException {
        return holds("SELECT rolsuper FROM pg_roles WHERE rolname = ?", role);
    }

    private void requireRole(String role) throws SQLException {
        require(holds("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)", role),
                "Role \"" + role + "\" does not exist. Run db/roles.sql as a superuser.");
    }

    private String owner() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            row.next();
            return row.getString(1);
        }
    }

    private boolean holds(String question, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new SchemaException(message);
        }
    }
}
