package io.datastorage.schema;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds an index on a partitioned table in the steps of the PostgreSQL manual (CREATE INDEX, "Building Indexes
 * Concurrently"): on the parent only, concurrently on each partition, attached one by one. The parent's index turns
 * valid with the last one.
 *
 * <p>Every step looks at what is there, so a build that was ended at any point goes on where it stopped. A partition
 * that is made meanwhile gets the index with its other ones, as long as the parent has it.
 */
final class PartitionedIndexBuild {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionedIndexBuild.class);
    /** NAMEDATALEN - 1: PostgreSQL cuts longer names, and two partitions might get the same. */
    private static final int MAX_NAME_BYTES = 63;

    private final Connection connection;
    private final OwnerDatabase database;
    private final String index;
    private final String table;
    private final String definition;

    PartitionedIndexBuild(
            Connection connection, OwnerDatabase database, String index, String table, String definition) {
        this.connection = connection;
        this.database = database;
        this.index = index;
        this.table = table;
        this.definition = definition;
    }

    void run() throws SQLException, InterruptedException {
        if (isPartitioned()) {
            ShortLock.execute(connection, "CREATE INDEX IF NOT EXISTS %s ON ONLY %s %s"
                    .formatted(quoted(index), quoted(table), definition));
            for (List<String> lacking = partitionsLackingIt(); !lacking.isEmpty(); lacking = partitionsLackingIt()) {
                for (String partition : lacking) {
                    String part = nameOn(partition);
                    build(part, partition);
                    ShortLock.execute(connection, "ALTER INDEX %s ATTACH PARTITION %s"
                            .formatted(quoted(index), quoted(part)));
                }
            }
        } else {
            build(index, table);
        }
        if (!Boolean.TRUE.equals(isValid(index))) {
            throw new SQLException("index " + index + " is not valid although every partition has it");
        }
    }

    /** A concurrent build that failed leaves an INVALID index, which IF NOT EXISTS would take for the real one. */
    private void build(String name, String relation) throws SQLException {
        Boolean valid = isValid(name);
        if (Boolean.TRUE.equals(valid)) {
            return;
        }
        try (Statement statement = connection.createStatement();
                IndexWatchdog _ = IndexWatchdog.watch(database, connection, name, Duration.ofSeconds(10))) {
            if (valid != null) {
                LOG.info("Dropping index {}: an earlier build of it did not finish", name);
                statement.execute("DROP INDEX CONCURRENTLY " + quoted(name));
            }
            // Appends go on meanwhile and need the processors that parallel workers would take.
            statement.execute("SET max_parallel_maintenance_workers = 0");
            // Its waits for older transactions count against lock_timeout, which is therefore off.
            statement.execute("CREATE INDEX CONCURRENTLY %s ON %s %s"
                    .formatted(quoted(name), quoted(relation), definition));
        }
    }

    private boolean isPartitioned() throws SQLException {
        return Boolean.TRUE.equals(ask("SELECT relkind = 'p' FROM pg_class WHERE oid = quote_ident(?)::regclass",
                table));
    }

    /** Null when there is no such index. */
    private @Nullable Boolean isValid(String name) throws SQLException {
        return ask("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(quote_ident(?))", name);
    }

    private @Nullable Boolean ask(String question, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getBoolean(1) : null;
            }
        }
    }

    private List<String> partitionsLackingIt() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT c.relname
                FROM pg_inherits AS p JOIN pg_class AS c ON c.oid = p.inhrelid
                WHERE p.inhparent = quote_ident(?)::regclass
                  AND NOT EXISTS (SELECT FROM pg_inherits AS a JOIN pg_index AS i ON i.indexrelid = a.inhrelid
                                  WHERE a.inhparent = quote_ident(?)::regclass AND i.indrelid = c.oid)
                ORDER BY c.oid
                """)) {
            statement.setString(1, table);
            statement.setString(2, index);
            try (ResultSet row = statement.executeQuery()) {
                List<String> partitions = new ArrayList<>();
                while (row.next()) {
                    partitions.add(row.getString(1));
                }
                return partitions;
            }
        }
    }

    private String nameOn(String partition) throws SQLException {
        String name = index + (partition.startsWith(table) ? partition.substring(table.length()) : "_" + partition);
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new SQLException("the name of index " + index + " is too long: on a partition it would be " + name);
        }
        return name;
    }

    private String quoted(String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.enquoteIdentifier(name, true);
        }
    }
}
