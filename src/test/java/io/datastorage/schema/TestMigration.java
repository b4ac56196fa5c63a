package io.datastorage.schema;

import io.datastorage.TestDatabase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Migrates a test database with the service's own code, without the rest of the service. */
public final class TestMigration {
    static final Roles ROLES = new Roles(TestDatabase.APPLICATION, TestDatabase.PURGE);
    static final SchemaSettings SETTINGS = new SchemaSettings(TestDatabase.PURGE, TestDatabase.APPLICATION,
            Duration.ofMillis(10), Duration.ofMillis(50), IndexBuilds.BACKGROUND, Duration.ofMillis(500),
            Duration.ofSeconds(60));

    private final OwnerDatabase owner;
    private final Migration migration;

    private TestMigration(OwnerDatabase owner, Migration migration) {
        this.owner = owner;
        this.migration = migration;
    }

    /** Migrates this database. */
    public static TestMigration of(TestDatabase database) {
        return of(database, database.url(), TestDatabase.APPLICATION, TestDatabase.PURGE);
    }

    static TestMigration of(TestDatabase database, String url, String application, String purge) {
        return of(owner(database, url), new Roles(application, purge), Changelog.MASTER, SETTINGS);
    }

    /** With another changelog. */
    static TestMigration of(TestDatabase database, String master) {
        return of(owner(database, database.url()), ROLES, master, SETTINGS);
    }

    static TestMigration of(OwnerDatabase owner, Roles roles, String master, SchemaSettings settings) {
        Changelog changelog = new Changelog(owner, roles, master);
        return new TestMigration(owner, new Migration(owner, roles, changelog, settings));
    }

    static OwnerDatabase owner(TestDatabase database, String url) {
        Object password = database.settings().get("spring.liquibase.password");
        return new OwnerDatabase(url, TestDatabase.OWNER, String.valueOf(password));
    }

    Migration migration() {
        return migration;
    }

    OwnerDatabase owner() {
        return owner;
    }

    /** Runs once and returns the states that it went through. */
    public List<SchemaState> run() {
        List<SchemaState> states = new ArrayList<>();
        run(states::add);
        return states;
    }

    void run(Consumer<SchemaState> progress) {
        run(IndexBuilds.BACKGROUND, progress);
    }

    void run(IndexBuilds indexBuilds, Consumer<SchemaState> progress) {
        try {
            migration.run(indexBuilds, progress);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
