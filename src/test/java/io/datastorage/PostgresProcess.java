package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL of a test's own that can be crashed, frozen, started again over the same files, and followed by a standby.
 * As durable as a real one; made from the embedded binaries, whatever else is installed.
 */
public final class PostgresProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final String postgres;
    private final Path directory;
    private final int port;
    private @Nullable Process process;

    private PostgresProcess(String postgres, Path directory, int port) {
        this.postgres = postgres;
        this.directory = directory;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** Starts a new one with these settings besides the usual ones. */
    public static PostgresProcess create(Map<String, String> settings) {
        try {
            var directory = Files.createTempDirectory("postgres").resolve("data");
            String postgres;
            try (var first = EmbeddedPostgres.builder().setDataDirectory(directory).setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false).start()) {
                assertThat(first.getPort()).isPositive();
                // Its first word is the binary, in quotes only if it needs them.
                postgres = Files.readString(directory.resolve("postmaster.opts")).split(" ", 2)[0];
            }
            append(directory.resolve("postgresql.conf"), Map.of(
                    "listen_addresses", "localhost",
                    "unix_socket_directories", "",
                    "wal_keep_size", "256MB",
                    "max_wal_size", "256MB"));
            append(directory.resolve("postgresql.conf"), TestServer.SETTINGS);
            append(directory.resolve("postgresql.conf"), settings);
            var server = new PostgresProcess(postgres, directory, Ports.free());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, Map<String, String> settings) throws IOException {
        var lines = settings.entrySet().stream().map(setting -> setting.getKey() + " = '" + setting.getValue() + "'\n");
        Files.writeString(file, lines.collect(Collectors.joining("", "\n", "")), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Starts it over its files, and waits until it lets clients in. */
    public void start() {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            // As root: PostgreSQL refuses to run as that.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(postgres, "-D", directory.toString(), "-p", Integer.toString(port)));
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (process == null || !process.isAlive()) {
                // What a crash left may still be there for a moment, and then it ends at once.
                process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.resolveSibling("log").toFile())).start();
            }
            return letsIn();
        });
    }

    private boolean letsIn() {
        try (Connection connection = superuser().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** The port it listens on, the same after each start. */
    public int port() {
        return port;
    }

    /** The superuser's way to its database {@code postgres}. */
    public PGSimpleDataSource superuser() {
        var source = TestServer.at(port).superuser("postgres");
        source.setConnectTimeout(1);
        source.setSocketTimeout(20);
        return source;
    }

    /** Ends it as {@code pg_ctl stop -m immediate} does: no session ends, nothing is written any more (SIGQUIT). */
    public void stopImmediately() {
        signal("QUIT", Stream.of(running().toHandle()));
        awaitEnd();
    }

    /** Starts it again with its write-ahead log in a directory elsewhere, which is made. */
    public void moveLog(Path target) {
        stopImmediately();
        var log = directory.resolve("pg_wal");
        try {
            FileSystemUtils.copyRecursively(log, target);
            BaseBackup.delete(log);
            Files.createSymbolicLink(log, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Ends every process of it, frozen or not (SIGKILL). */
    public void kill() {
        if (process != null && process.isAlive()) {
            var children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            awaitEnd();
        }
    }

    /** Stops every process of it where it stands (SIGSTOP). */
    public void freeze() {
        signal("STOP", Stream.of(running().toHandle()));
        signal("STOP", running().descendants());
    }

    /** Lets it go on (SIGCONT). */
    public void thaw() {
        signal("CONT", Stream.concat(running().descendants(), Stream.of(running().toHandle())));
    }

    /** A copy of its files, as of now, that can be started as a server of its own; it goes on meanwhile. */
    public PostgresProcess copy() {
        try (Connection backup = superuser().getConnection(); var statement = backup.createStatement()) {
            var target = Files.createTempDirectory("postgres").resolve("data");
            var first = text(statement, "SELECT pg_walfile_name(pg_backup_start('copy', true))");
            BaseBackup.copyFiles(directory, target);
            try (var row = statement
                    .executeQuery("SELECT labelfile, pg_walfile_name(lsn) FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(target.resolve("backup_label"), row.getString(1));
                BaseBackup.copyLog(directory, target, first, row.getString(2));
            }
            append(target.resolve("postgresql.auto.conf"), Map.of("synchronous_standby_names", ""));
            return new PostgresProcess(postgres, target, Ports.free());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Statement statement, String question) throws SQLException {
        try (var row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Starts a standby that streams from it, and waits until that is as far as it. */
    public PostgresProcess standby() {
        var standby = copy();
        try {
            Files.createFile(standby.directory.resolve("standby.signal"));
            append(standby.directory.resolve("postgresql.auto.conf"), Map.of("primary_conninfo",
                    "host=localhost port=%d user=postgres application_name=standby".formatted(port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        standby.start();
        await().atMost(START_LIMIT).until(() -> JdbcClient.create(superuser())
                .sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'").query(Integer.class)
                .single() > 0);
        return standby;
    }

    /** Lets every commit wait for the standby from now on; or, without, for nobody. */
    public void synchronous(boolean wanted) {
        var superuser = JdbcClient.create(superuser());
        superuser.sql("ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(wanted ? "standby" : "")).update();
        superuser.sql("SELECT pg_reload_conf()").query().singleRow();
        await().atMost(START_LIMIT).until(() -> superuser
                .sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'").query(Integer.class)
                .single() == (wanted ? 1 : 0));
    }

    /** Cuts a standby off: what its primary writes from now on does not reach it. */
    public void detach() {
        var superuser = JdbcClient.create(superuser());
        superuser.sql("ALTER SYSTEM SET primary_conninfo = ''").update();
        superuser.sql("SELECT pg_reload_conf()").query().singleRow();
        await().atMost(START_LIMIT).until(() -> superuser.sql("SELECT count(*) FROM pg_stat_wal_receiver")
                .query(Integer.class).single() == 0);
    }

    /** Makes a standby a server of its own. */
    public void promote() {
        assertThat(JdbcClient.create(superuser()).sql("SELECT pg_promote(true, 60)").query(Boolean.class).single())
                .isTrue();
    }

    /** What it has logged. */
    public String log() {
        try {
            return Files.readString(directory.resolveSibling("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("PostgreSQL in " + directory + " does not run");
        }
        return process;
    }

    private static void signal(String name, Stream<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.map(each -> Long.toString(each.pid())).forEach(command::add);
        if (command.size() == 2) {
            return;
        }
        try {
            new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        try {
            assertThat(Objects.requireNonNull(process).waitFor(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it and removes its files. */
    @Override
    public void close() {
        kill();
        BaseBackup.delete(Objects.requireNonNull(directory.getParent()));
    }
}
