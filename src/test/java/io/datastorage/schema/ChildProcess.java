package io.datastorage.schema;

import io.datastorage.TestDatabase;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a JVM with the class path of the tests; its {@link #main} migrates, with any changelog. */
final class ChildProcess {
    private ChildProcess() {}

    /** Migrates: URL, password of the owner, changelog. */
    public static void main(String[] args) throws Exception {
        OwnerDatabase owner = new OwnerDatabase(args[0], TestDatabase.OWNER, args[1]);
        TestMigration.of(owner, TestMigration.ROLES, args[2], TestMigration.SETTINGS).migration()
                .run(IndexBuilds.BLOCKING, _ -> {});
        // Virtual threads and the driver's timer are nothing to wait for.
        System.exit(0);
    }

    static Process migrate(TestDatabase database, String changelog) throws IOException {
        return builder(ChildProcess.class, database.url(),
                String.valueOf(database.settings().get("spring.liquibase.password")), changelog)
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** Migrates and waits for the end, which must be a good one; returns the seconds from the start of the process. */
    static double migrateInSeconds(TestDatabase database, String changelog) throws Exception {
        long began = System.nanoTime();
        int code = migrate(database, changelog).waitFor();
        if (code != 0) {
            throw new IllegalStateException("the migration ended with " + code);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    static ProcessBuilder builder(Class<?> main, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("target"));
        // What the machine says of a database is not meant for it.
        builder.environment().keySet().removeIf(name -> name.matches("SPRING_.*|DATASTORAGE_.*|.*JAVA_.*OPTIONS"));
        return builder;
    }
}
