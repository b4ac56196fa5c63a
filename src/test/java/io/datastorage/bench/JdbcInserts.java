package io.datastorage.bench;

import io.datastorage.TestDatabase;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The same as {@link Pgbench} does, by a JDBC program with as many connections, for a machine without it. */
final class JdbcInserts {
    private static final int CHAINS = 2_000;
    private static final String INSERT = """
            INSERT INTO audit_events (log_index, recorded_at, event_id, event_version, event_timestamp, event_type,
                                      event_category, event_action, event_outcome, actor_type, actor_id, resource_type,
                                      resource_id, correlation_id, namespace, cluster_id, severity, retention_days,
                                      event_data, salt, chain_seq, previous_event_hash, event_hash)
            VALUES (?, now(), gen_random_uuid(), '1.0', now(), 'gateway.signal.received', 'gateway', 'received',
                    'success', 'external', 'prometheus-alertmanager', 'Signal', 'payments-0c54d1c7e1-c1b9f',
                    'rr-' || ?, 'payments', 'prod-eu-1', 'critical', 2555, ?::jsonb,
                    substr(sha256(int8send(?)), 1, 16), ?, sha256(int8send(?)), sha256(int8send(?)))
            """;

    private final TestDatabase database;
    private final String data;
    private long base;

    JdbcInserts(TestDatabase database, String data, long base) {
        this.database = database;
        this.data = data;
        this.base = base;
    }

    /** Inserts some records; how many a second. */
    double insert(int records) throws Exception {
        long first = base;
        base += records;
        List<Connection> connections = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(Pgbench.CLIENTS)) {
            for (int client = 0; client < Pgbench.CLIENTS; client++) {
                connections.add(database.application().getConnection());
            }
            long began = System.nanoTime();
            List<Callable<Void>> clients = IntStream.range(0, Pgbench.CLIENTS)
                    .<Callable<Void>>mapToObj(client -> () -> {
                        insert(connections.get(client), first + client, records / Pgbench.CLIENTS);
                        return null;
                    }).toList();
            for (Future<Void> done : threads.invokeAll(clients)) {
                done.get();
            }
            return records * 1e9 / (System.nanoTime() - began);
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private void insert(Connection connection, long first, int records) throws Exception {
        SplittableRandom chain = new SplittableRandom(first);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (int n = 0; n < records; n++) {
                long key = first + (long) n * Pgbench.CLIENTS;
                insert.setLong(1, key);
                // Squared, so that some chains have most of the rows.
                insert.setInt(2, (int) (CHAINS * Math.pow(chain.nextDouble(), 2)));
                insert.setString(3, data);
                insert.setLong(4, key);
                insert.setLong(5, n);
                insert.setLong(6, key);
                insert.setLong(7, key);
                insert.executeUpdate();
            }
        }
    }
}
