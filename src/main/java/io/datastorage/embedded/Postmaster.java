package io.datastorage.embedded;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What there is to say about the server process and its files beside starting it. */
final class Postmaster {
    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);

    private Postmaster() {}

    /** Writes the client authentication file; nobody gets in without a password, whatever initdb wrote. */
    static void askForPasswords(File cluster) {
        try {
            Files.writeString(cluster.toPath().resolve("pg_hba.conf"), """
                    local all all              scram-sha-256
                    host  all all 127.0.0.1/32 scram-sha-256
                    host  all all ::1/128      scram-sha-256
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stops the server that a killed run left behind. Whoever calls this holds the lock on the directory, so no living
     * service uses it. A file without a process is PostgreSQL's to recognise.
     */
    static void stopOrphan(Path cluster) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (Files.notExists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> orphan = lines.isEmpty() ? Optional.empty() : process(lines.getFirst());
        if (orphan.isPresent()) {
            LOG.warn("Stopping the PostgreSQL that an earlier run left behind, process {}", orphan.get().pid());
            // SIGTERM, which waits for sessions to end: those of the killed service have.
            orphan.get().destroy();
            waitFor(orphan.get(), cluster);
        }
    }

    private static Optional<ProcessHandle> process(String pid) {
        // The number may belong to another program by now.
        return ProcessHandle.of(Long.parseLong(pid.strip()))
                .filter(process -> process.info().command().filter(it -> it.endsWith("/postgres")).isPresent());
    }

    private static void waitFor(ProcessHandle process, Path cluster) {
        try {
            process.onExit().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new FailureAnalyzedException(
                    "A PostgreSQL that an earlier run left behind still uses " + cluster + " and does not stop.",
                    "End its process, " + process.pid() + ".", e);
        }
    }
}
