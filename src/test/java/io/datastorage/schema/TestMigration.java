package io.datastorage.schema;

import io.datastorage.TestDatabase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Migrates a test database with the service's own code, without the rest of the service. */
public final class TestMigration {
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
        Object password = database.settings().get("spring.liquibase.password");
        OwnerDatabase owner = new OwnerDatabase(url, TestDatabase.OWNER, String.valueOf(password));
        return new TestMigration(owner, new Migration(owner, new Roles(application, purge), Duration.ofMillis(50)));
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
        try {
            migration.run(progress);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
