package io.datastorage;

import static org.awaitility.Awaitility.await;

import io.datastorage.schema.DatabaseRoles;
import io.datastorage.schema.TestMigration;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A database of its own on a real PostgreSQL, with the three roles. There is one server for each JVM; its roles are the
 * same in all databases.
 */
public final class TestDatabase implements AutoCloseable {
    /** The owner's role. */
    public static final String OWNER = "datastorage_owner";
    /** The application's role. */
    public static final String APPLICATION = "datastorage";
    /** The NOLOGIN role. */
    public static final String PURGE = "datastorage_purge";

    private static final DatabaseRoles ROLES = new DatabaseRoles(
            OWNER, "the owner's password", APPLICATION, "the application's password", PURGE, "public");

    private final TestServer server;
    private final String name;
    private final String schema;
    private final Path signing;

    private TestDatabase(TestServer server, String name) {
        this(server, name, ROLES.schema());
    }

    private TestDatabase(TestServer server, String name, String schema) {
        this.server = server;
        this.name = name;
        this.schema = schema;
        this.signing = Path.of("target", "signing", schema.equals(ROLES.schema()) ? name : name + "-" + schema)
                .toAbsolutePath();
    }

    /** An empty one. */
    public static TestDatabase create() {
        return create(Newest.SERVER, "template0");
    }

    /** An empty one on PostgreSQL 15. */
    public static TestDatabase createOnOldest() {
        return create(Oldest.SERVER, "template0");
    }

    /** An empty one on a server of its own, which has these settings besides the usual ones and ends with the JVM. */
    public static TestDatabase createWith(Map<String, String> serverSettings) {
        return create(TestServer.with(serverSettings), "template0");
    }

    /** An empty one on a PostgreSQL 15 of its own, likewise. */
    public static TestDatabase createOnOldestWith(Map<String, String> serverSettings) {
        return create(TestServer.oldest(serverSettings), "template0");
    }

    /** This one as a new server finds it in a copy of this server's files; with the same key and held head. */
    public TestDatabase restoredFrom(Path files) {
        return new TestDatabase(TestServer.on(files), name);
    }

    /** One that was migrated as the service does it. */
    public static TestDatabase migrated() {
        return create(Newest.SERVER, Migrated.TEMPLATE);
    }

    /** The same, on the server behind a port of this machine; it goes with that server, whoever is connected to it. */
    public static TestDatabase migratedOn(int port) {
        TestDatabase database = create(TestServer.at(port), "template0");
        TestMigration.of(database).run();
        return database;
    }

    /** The database of this name behind another port of this machine: a copy that was made of its server. */
    public TestDatabase on(int port) {
        return new TestDatabase(TestServer.at(port), name);
    }

    /** Another schema of the same database, for a log of its own; a superuser does not see it unless it is named. */
    public TestDatabase inSchema(String another) {
        DatabaseRoles roles = new DatabaseRoles(ROLES.owner(), ROLES.ownerPassword(), ROLES.application(),
                ROLES.applicationPassword(), ROLES.purge(), another);
        try (Connection superuser = superuser().getConnection()) {
            roles.create(superuser);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(server, name, another);
    }

    /** A copy of it as it is now; whoever is connected to it is thrown out. */
    public TestDatabase copy() {
        shut();
        JdbcClient postgres = JdbcClient.create(server.superuser("postgres"));
        await().until(() -> postgres.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = ?").param(name)
                .query(Integer.class).single() == 0);
        try {
            return create(server, name);
        } finally {
            open();
        }
    }

    private static TestDatabase create(TestServer server, String template) {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute(server.superuser("postgres"), "CREATE DATABASE " + name + " TEMPLATE " + template);
        TestDatabase database = new TestDatabase(server, name);
        try (Connection superuser = database.superuser().getConnection()) {
            ROLES.create(superuser);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    /** Connections of the application role. */
    public DataSource application() {
        return as(APPLICATION, ROLES.applicationPassword());
    }

    /** Connections of the owner. */
    public DataSource owner() {
        return as(OWNER, ROLES.ownerPassword());
    }

    /** Connections of a superuser. */
    public DataSource superuser() {
        return server.superuser(name);
    }

    private DataSource as(String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    /** Its name, which needs no quotes. */
    public String name() {
        return name;
    }

    /** Its JDBC URL, without a user. */
    public String url() {
        PGSimpleDataSource superuser = server.superuser(name);
        return "jdbc:postgresql://%s:%d/%s%s".formatted(superuser.getServerNames()[0], superuser.getPortNumbers()[0],
                name, schema.equals(ROLES.schema()) ? "" : "?currentSchema=" + schema);
    }

    /** Where its signing key and its held head are, once a service has run on it. */
    public Path signing() {
        return signing;
    }

    /** The port of its server, on this machine. */
    public int port() {
        return server.superuser(name).getPortNumbers()[0];
    }

    /** Gives it the signing key and the held head of the database that it is a copy of. */
    public TestDatabase signedAs(TestDatabase original) {
        try {
            Files.createDirectories(signing);
            for (String file : List.of("key.pem", "origin", "held-head")) {
                Files.copy(original.signing.resolve(file), signing.resolve(file));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings to run the service on it. */
    public Map<String, Object> settings() {
        return Map.of(
                "datastorage.signing.directory", signing.toString(),
                "datastorage.signing.generate", "true",
                "datastorage.signing.interval", "100ms",
                "spring.datasource.url", url(),
                "spring.datasource.username", APPLICATION,
                "spring.datasource.password", ROLES.applicationPassword(),
                "spring.liquibase.user", OWNER,
                "spring.liquibase.password", ROLES.ownerPassword());
    }

    /** The same as {@code name=value}. */
    public String[] properties() {
        return settings().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toArray(String[]::new);
    }

    /** Throws everybody out and lets nobody in, not even a superuser: to the service, the database is away. */
    public void shut() {
        execute(server.superuser("postgres"), "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        execute(server.superuser("postgres"),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    /** From now on, each goes by the name of the other; whoever was connected to either is thrown out. */
    public void changePlaces(TestDatabase other) {
        shut();
        other.shut();
        DataSource postgres = server.superuser("postgres");
        JdbcClient asked = JdbcClient.create(postgres);
        await().until(() -> asked.sql("SELECT count(*) FROM pg_stat_activity WHERE datname IN (?, ?)").param(name)
                .param(other.name).query(Integer.class).single() == 0);
        execute(postgres, "ALTER DATABASE " + name + " RENAME TO " + name + "_");
        execute(postgres, "ALTER DATABASE " + other.name + " RENAME TO " + name);
        execute(postgres, "ALTER DATABASE " + name + "_ RENAME TO " + other.name);
        open();
        other.open();
    }

    /** Lets everybody in again. */
    public void open() {
        execute(server.superuser("postgres"), "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    }

    /** Drops it, also from under those who still use it. */
    @Override
    public void close() {
        execute(server.superuser("postgres"), "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static final class Newest {
        private static final TestServer SERVER = TestServer.newest();
    }

    private static final class Oldest {
        private static final TestServer SERVER = TestServer.oldest(Map.of());
    }

    private static final class Migrated {
        private static final String TEMPLATE = template();

        private static String template() {
            TestDatabase template = create();
            TestMigration.of(template).run();
            Runtime.getRuntime().addShutdownHook(new Thread(template::close));
            return template.name;
        }
    }
}
