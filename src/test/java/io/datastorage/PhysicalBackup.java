package io.datastorage;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A base backup of a server's files, made with nothing but SQL and copying (PostgreSQL manual, "Making a Base Backup Using
 * the Low Level API"). A server that is started on it reads the WAL that is in it, to its end.
 *
 * @param files where the copy is
 */
record PhysicalBackup(Path files) {
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts", "pg_replslot");

    /** Copies the files of a database's server, which may be in use; the WAL as it was when that ended. */
    static PhysicalBackup of(TestDatabase database) {
        try (Connection session = database.superuser().getConnection(); Statement sql = session.createStatement()) {
            PhysicalBackup backup = new PhysicalBackup(Files.createTempDirectory(Path.of("target"), "backup")
                    .toAbsolutePath());
            sql.execute("SELECT pg_backup_start('backup', fast => true)");
            backup.copy(source(database), "pg_wal");
            try (ResultSet stopped = sql
                    .executeQuery("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
                stopped.next();
                Files.writeString(backup.files.resolve("backup_label"), stopped.getString(1));
            }
            backup.addWal(database);
            return backup;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds the WAL that the server has now, as a restore from an archive would find it. */
    void addWal(TestDatabase database) {
        try {
            copy(source(database).resolve("pg_wal"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path source(TestDatabase database) {
        return Path.of(JdbcClient.create(database.superuser()).sql("SHOW data_directory").query(String.class).single());
    }

    /** Copies a directory to the same place here, but for the files in one directory. */
    private void copy(Path source, String withoutFilesIn) throws IOException {
        Path target = source.endsWith("pg_wal") ? files.resolve("pg_wal") : files;
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path copied = Files.createDirectories(target.resolve(source.relativize(directory)));
                Files.setPosixFilePermissions(copied, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path name = source.relativize(file);
                if (!NOT_COPIED.contains(name.toString()) && !name.startsWith(Path.of(withoutFilesIn))) {
                    try {
                        Files.copy(file, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    } catch (NoSuchFileException goneMeanwhile) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
                if (gone instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw gone;
            }
        });
    }
}
