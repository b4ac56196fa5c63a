package io.datastorage.bench;

import io.datastorage.TestDatabase;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code pgbench} inserts one record of 1 KB a transaction into {@code audit_events}: prepared, 64 clients, 2 threads. The
 * values are parameters and of their usual lengths; its keys are unique, hashes and ids random.
 */
final class Pgbench {
    static final int CLIENTS = 64;

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\(without initial connection time\\)");

    /** What an INSERT has to say that COPY and the service's parameters say, too. */
    private static final String SCRIPT = """
            \\set n :n + 1
            \\set key :base + :client_id + :n * %d
            \\set chain random_zipfian(1, 2000, 1.001)
            INSERT INTO audit_events (log_index, recorded_at, event_id, event_version, event_timestamp, event_type,
                                      event_category, event_action, event_outcome, actor_type, actor_id, resource_type,
                                      resource_id, correlation_id, namespace, cluster_id, severity, retention_days,
                                      event_data, salt, chain_seq, previous_event_hash, event_hash)
            VALUES (:key, now(), gen_random_uuid(), '1.0', now(), 'gateway.signal.received', 'gateway', 'received',
                    'success', 'external', 'prometheus-alertmanager', 'Signal', 'payments-0c54d1c7e1-c1b9f',
                    'rr-' || :chain, 'payments', 'prod-eu-1', 'critical', 2555, :data::jsonb,
                    substr(sha256(int8send(:key)), 1, 16), :n, sha256(int8send(:key)), sha256(int8send(:key)));
            """.formatted(CLIENTS);

    private final Path program;
    private final TestDatabase database;
    private final String data;
    private long base;

    private Pgbench(Path program, TestDatabase database, String data, long base) {
        this.program = program;
        this.database = database;
        this.data = data;
        this.base = base;
    }

    /**
     * Empty if there is no {@code pgbench} on the PATH.
     *
     * @param data the {@code event_data} of each record
     * @param base the log index of the first
     */
    static Optional<Pgbench> on(TestDatabase database, String data, long base) {
        return Programs.find("pgbench").map(program -> new Pgbench(program, database, data, base));
    }

    /** Its name and version. */
    String version() throws IOException, InterruptedException {
        return Programs.output(new ProcessBuilder(program.toString(), "--version")).strip();
    }

    /**
     * Inserts some records.
     *
     * @return records a second, without the time to connect
     */
    double insert(int records) throws IOException, InterruptedException {
        Path script = Files.createDirectories(Suite.DIRECTORY).resolve("insert.sql");
        Files.writeString(script, SCRIPT);
        URI url = URI.create(database.url().substring("jdbc:".length()));
        ProcessBuilder command = new ProcessBuilder(program.toString(), "--no-vacuum", "--protocol=prepared",
                "--client=" + CLIENTS, "--jobs=2", "--transactions=" + records / CLIENTS, "--file=" + script,
                "--define=n=-1", "--define=base=" + base, "--define=data=" + data, "--host=" + url.getHost(),
                "--port=" + url.getPort(), "--username=" + TestDatabase.APPLICATION, database.name());
        command.environment().put("PGPASSWORD", (String) database.settings().get("spring.datasource.password"));
        base += records;
        String said = Programs.output(command);
        var tps = TPS.matcher(said);
        if (!tps.find()) {
            throw new IllegalStateException(said);
        }
        return Double.parseDouble(tps.group(1));
    }
}
