package io.datastorage;

import io.datastorage.web.Http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The whole service in a process of its own, which can be frozen and killed. */
public final class ServiceProcess implements AutoCloseable {
    private final Process process;
    private final int port;
    private final int managementPort;
    private final Path output;

    private ServiceProcess(Process process, int port, int managementPort, Path output) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.output = output;
    }

    /** Starts it on a database and waits until it is ready; settings as {@code name=value}. */
    public static ServiceProcess on(TestDatabase database, String... settings) {
        var service = starting(database, settings);
        service.awaitReady();
        return service;
    }

    /** Starts it on a database and comes back at once; settings as {@code name=value}, of two for one name the later. */
    public static ServiceProcess starting(TestDatabase database, String... settings) {
        return start(Stream.concat(Stream.of(database.properties()), Stream.of(settings)));
    }

    /** Starts it with a PostgreSQL of its own, whose files are in the directory. */
    public static ServiceProcess embedded(Path directory) {
        var service = start(Stream.of("datastorage.embedded.directory=" + directory));
        service.awaitReady();
        return service;
    }

    /** Starts the packaged jar on a database, signing as often as in production, and waits until it is ready. */
    public static ServiceProcess ofJar(Path jar, List<String> javaOptions, TestDatabase database) {
        var service = start(Stream.concat(javaOptions.stream(), Stream.of("-jar", jar.toString())),
                Stream.of(database.properties())
                        .filter(setting -> !setting.startsWith("datastorage.signing.interval")));
        service.awaitReady();
        return service;
    }

    private static ServiceProcess start(Stream<String> settings) {
        return start(Stream.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), DataStorageApplication.class.getName()), settings);
    }

    private static ServiceProcess start(Stream<String> launch, Stream<String> settings) {
        try {
            int port = Ports.free();
            int managementPort = Ports.free();
            var output = Files.createTempFile("service", ".log");
            output.toFile().deleteOnExit();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            launch.forEach(command::add);
            command.addAll(List.of("--server.port=" + port, "--management.server.port=" + managementPort));
            Map<String, String> byName = new LinkedHashMap<>();
            settings.forEach(setting -> byName.put(setting.substring(0, setting.indexOf('=')), "--" + setting));
            command.addAll(byName.values());
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ServiceProcess(process, port, managementPort, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is ready; if it does not become that, ends it and throws what it has logged. */
    public void awaitReady() {
        try {
            TestService.awaitReady(api(), process::isAlive);
        } catch (RuntimeException notReady) {
            close();
            throw new IllegalStateException(log(), notReady);
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** The file that it logs to. */
    public Path output() {
        return output;
    }

    /** What it has logged so far. */
    public String log() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its API. */
    public Http api() {
        return new Http(port);
    }

    /** Its management port. */
    public Http management() {
        return new Http(managementPort);
    }

    /** Stops every thread of it where it stands (SIGSTOP). */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    public void thaw() {
        signal("CONT");
    }

    /** Ends it without any chance to finish what it does (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** Ends it as an operator does (SIGTERM). */
    @Override
    public void close() {
        if (process.isAlive()) {
            thaw();
            process.destroy();
            if (!await()) {
                kill();
            }
        }
    }

    /** Asks it to end, as an operator does (SIGTERM), and comes back at once. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end; how long that took. */
    public Duration awaitEnd() {
        long began = System.nanoTime();
        if (!await()) {
            throw new IllegalStateException(log());
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean await() {
        try {
            return process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
