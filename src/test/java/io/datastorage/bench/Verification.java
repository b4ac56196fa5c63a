package io.datastorage.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.datastorage.proof.CheckedWhole;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

import java.security.MessageDigest;
import java.sql.Connection;
import javax.sql.DataSource;

/**
 * The service's check of a whole signed log, every record's hash from its columns, leaf, link and head, segments, tiles and
 * root, by as many threads as there are processors; beside reading the same rows by COPY and hashing them as they come.
 */
final class Verification implements Scenario {
    @Override
    public String name() {
        return "verification";
    }

    @Override
    public void run(Bench bench) throws Exception {
        LargeLog log = LargeLog.shared(bench);
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        try (var pool = new HikariDataSource()) {
            pool.setDataSource(log.database().application());
            pool.setConnectionInitSql("SET plan_cache_mode = force_custom_plan");
            pool.setMaximumPoolSize(threads + 1);
            bench.warm(_ -> CheckedWhole.run(log.database(), pool, threads));
            bench.compare("verification", "full verification ÷ COPY … TO STDOUT and SHA-256", "records/s",
                    Target.atLeast(0.5),
                    _ -> rate(log, () -> CheckedWhole.run(log.database(), pool, threads)),
                    _ -> rate(log, () -> copy(pool, "")));
            long began = System.nanoTime();
            copy(pool, " (FORMAT binary)");
            bench.figure("COPY … TO STDOUT (FORMAT binary) and SHA-256",
                    log.shape().records() * 1e9 / (System.nanoTime() - began), "records/s", "once");
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double rate(LargeLog log, Work work) throws Exception {
        long began = System.nanoTime();
        work.run();
        return log.shape().records() * 1e9 / (System.nanoTime() - began);
    }

    private static void copy(DataSource connections, String format) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Connection connection = connections.getConnection()) {
            CopyOut rows = connection.unwrap(PGConnection.class).getCopyAPI()
                    .copyOut("COPY (SELECT * FROM audit_events) TO STDOUT" + format);
            for (byte[] row = rows.readFromCopy(); row != null; row = rows.readFromCopy()) {
                digest.update(row);
            }
        }
        if (digest.digest().length != 32) {
            throw new IllegalStateException();
        }
    }
}
