package io.datastorage;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A base backup of a server's files, and the WAL after it. A server that is started on it reads the WAL that is in it, to
 * its end.
 *
 * @param files where the copy is
 */
record PhysicalBackup(Path files) {
    /** Copies the files of a database's server, which may be in use; the WAL as it was when that ended. */
    static PhysicalBackup of(TestDatabase database) {
        try (Connection session = database.superuser().getConnection(); Statement sql = session.createStatement()) {
            PhysicalBackup backup = new PhysicalBackup(Files.createTempDirectory(Path.of("target"), "backup")
                    .resolve("data").toAbsolutePath());
            sql.execute("SELECT pg_backup_start('backup', fast => true)");
            BaseBackup.copyFiles(source(database), backup.files);
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
            BaseBackup.copyLog(source(database), files, "0", "F".repeat(24));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path source(TestDatabase database) {
        return Path.of(JdbcClient.create(database.superuser()).sql("SHOW data_directory").query(String.class).single());
    }
}
