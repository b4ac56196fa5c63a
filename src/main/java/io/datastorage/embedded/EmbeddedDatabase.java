package io.datastorage.embedded;

import io.datastorage.schema.DatabaseRoles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL whose files stay in a directory from run to run.
 *
 * <p>The directory holds {@code postgres} (the cluster), {@code binaries} (unpacked once), {@code superuser-password},
 * {@code signing} (the key that checkpoints are signed with, and the held head) and {@code lock}, which the running
 * service holds. The server listens on the loopback interface, on a port that is
 * free when it starts, and asks everybody for a password; the roles of the service get new ones with each start.
 */
final class EmbeddedDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final DatabaseRoles roles;
    private final FileChannel lock;

    private EmbeddedDatabase(Path directory, EmbeddedPostgres postgres, DatabaseRoles roles, FileChannel lock) {
        this.directory = directory;
        this.postgres = postgres;
        this.roles = roles;
        this.lock = lock;
    }

    static EmbeddedDatabase start(Path directory) {
        try {
            if (Files.notExists(directory)) {
                Files.createDirectories(directory, Passwords.PRIVATE_DIRECTORY);
            }
            FileChannel lock = lock(directory);
            Path cluster = directory.resolve("postgres");
            Path passwordFile = Passwords.superuserFile(directory, cluster);
            Postmaster.stopOrphan(cluster);
            LOG.info("Starting PostgreSQL in {}", cluster);
            EmbeddedPostgres postgres = postgres(directory, cluster, passwordFile);
            try {
                DatabaseRoles roles = new DatabaseRoles("datastorage_owner", Passwords.random(), "datastorage",
                        Passwords.random(), "datastorage_purge", "public");
                try (Connection superuser = postgres.getPostgresDatabase().getConnection()) {
                    roles.create(superuser);
                }
                return new EmbeddedDatabase(directory, postgres, roles, lock);
            } catch (SQLException | RuntimeException e) {
                postgres.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start in " + directory, e);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL in " + directory + " cannot be set up", e);
        }
    }

    /** The operating system releases it when the process ends, however it ends. */
    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("Locked by this very process", e);
        }
        channel.close();
        throw new FailureAnalyzedException(
                "Another run of the service uses the files in " + directory + ".",
                "Stop it, start this one in another directory, or set spring.datasource.url.");
    }

    private static EmbeddedPostgres postgres(Path directory, Path cluster, Path passwordFile) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(cluster)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
                // The library hands these to initdb as they are: it has no other way to give the superuser a password.
                .setLocaleConfig("locale", "C.UTF-8")
                .setLocaleConfig("pwfile", passwordFile.toString())
                .setDataDirectoryCustomizer(Postmaster::askForPasswords)
                .setConnectConfig("password", Files.readString(passwordFile))
                // The library turns all three off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                // As long as recovery after a crash may take.
                .setPGStartupWait(Duration.ofMinutes(2))
                .setRegisterShutdownHook(false)
                .start();
    }

    /** The settings of the service that uses it. */
    Map<String, Object> properties() {
        return Map.of(
                "datastorage.signing.directory", directory.resolve("signing").toString(),
                "datastorage.signing.generate", true,
                "spring.datasource.url", "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                "spring.datasource.username", roles.application(),
                "spring.datasource.password", roles.applicationPassword(),
                "spring.liquibase.user", roles.owner(),
                "spring.liquibase.password", roles.ownerPassword(),
                EmbeddedRun.DIRECTORY, directory.toString());
    }

    void stop() {
        try {
            LOG.info("Stopping PostgreSQL");
            postgres.close();
            lock.close();
        } catch (IOException e) {
            LOG.warn("PostgreSQL was not stopped cleanly; it recovers with the next start", e);
        }
    }
}
