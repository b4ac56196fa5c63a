package io.datastorage.embedded;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The passwords of an embedded PostgreSQL. */
final class Passwords {
    /** For a directory that nobody else can read. */
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY = permissions("rwx------");

    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** 128 random bits, in hex. */
    static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * The file with the superuser's password, which only its owner can read. It is made before the cluster and named
     * when complete, so that no cluster is ever without its password.
     */
    static Path superuserFile(Path directory, Path cluster) throws IOException {
        Path file = directory.resolve("superuser-password");
        if (Files.exists(file)) {
            return file;
        }
        if (Files.exists(cluster)) {
            throw new FailureAnalyzedException(
                    file + ", the password of the PostgreSQL in " + cluster + ", is gone.",
                    "Put it back, or start in another directory, or remove " + cluster + " and all events in it.");
        }
        Path part = directory.resolve("superuser-password.part");
        Files.deleteIfExists(part);
        Files.createFile(part, permissions("rw-------"));
        Files.writeString(part, random());
        return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
