package io.datastorage;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Set;

/** The files of a PostgreSQL cluster, copied while it runs (manual, "Making a Base Backup Using the Low Level API"). */
final class BaseBackup {
    private static final String LOG = "pg_wal";
    /** What says that a server runs here, and the lock of who made the cluster. */
    private static final Set<String> OF_THE_RUNNING_SERVER = Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

    private BaseBackup() {}

    /** Copies everything between start and stop of the backup, but the write-ahead log. */
    static void copyFiles(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.copy(directory, to.resolve(from.relativize(directory)), COPY_ATTRIBUTES);
                return directory.endsWith(LOG) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!OF_THE_RUNNING_SERVER.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(file, to.resolve(from.relativize(file)), COPY_ATTRIBUTES);
                    } catch (NoSuchFileException removed) {
                        // The write-ahead log tells of that, too.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    /** Copies the write-ahead log from the start of the backup to its end, both files included. */
    static void copyLog(Path from, Path to, String first, String last) throws IOException {
        try (var files = Files.list(from.resolve(LOG))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = file.getFileName().toString();
                if (name.endsWith(".history") || (name.compareTo(first) >= 0 && name.compareTo(last) <= 0)) {
                    Files.copy(file, to.resolve(LOG).resolve(name), COPY_ATTRIBUTES, REPLACE_EXISTING);
                }
            }
        }
    }

    /** Removes a directory and everything in it. */
    static void delete(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
