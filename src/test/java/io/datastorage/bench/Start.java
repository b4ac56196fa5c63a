package io.datastorage.bench;

import io.datastorage.GatewayEvents;
import io.datastorage.Ports;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * From the start of the process to its first answer that it is ready: the service, on a database whose schema is there and
 * whose log is signed, beside an empty Spring Boot web application with the same libraries, asked for its health, which
 * connects to the same database. Both with an AOT cache as the image has it, and both without.
 */
final class Start implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int RECORDS = 1_000;
    private static final Duration REST = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void run(Bench bench) throws Exception {
        Path directory = Files.createTempDirectory("start");
        try (TestDatabase database = TestDatabase.migrated()) {
            Installation installed = Installation.of(bench.jar(), directory);
            bench.progress("laid out and trained");
            try (TestService service = TestService.on(database)) {
                service.api().post("/api/v1/audit/events/batch?proof=true", GatewayEvents.batch(0, RECORDS));
            }
            List<String> options = ServiceFigures.chartsJavaOptions(directory.resolve("gc.log"));
            compare(bench, "start", installed, database, options, true, Target.atMost(1.5));
            compare(bench, "start-uncached", installed, database, options, false, Target.reported());
            for (boolean service : new boolean[]{true, false}) {
                try (Started started = start(installed, database, options, service, true)) {
                    Thread.sleep(REST);
                    bench.figure("memory at rest, " + (service ? "the service" : "an empty application"),
                            started.residentMebibytes(), "MiB", "resident, %d s after it was ready"
                                    .formatted(REST.toSeconds()));
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static void compare(Bench bench, String id, Installation installed, TestDatabase database,
            List<String> options, boolean cached, Target target) throws Exception {
        bench.compare(id, "start to ready%s: the service ÷ an empty application"
                .formatted(cached ? "" : ", no AOT cache"), "s", target,
                _ -> seconds(installed, database, options, true, cached),
                _ -> seconds(installed, database, options, false, cached));
    }

    private static double seconds(Installation installed, TestDatabase database, List<String> options,
            boolean service, boolean cached) throws Exception {
        try (Started started = start(installed, database, options, service, cached)) {
            return started.seconds();
        }
    }

    private static Started start(Installation installed, TestDatabase database, List<String> options,
            boolean service, boolean cached) throws Exception {
        int port = Ports.free();
        int management = Ports.free();
        List<String> command = new ArrayList<>(installed.command(service, cached, options));
        command.add("--server.port=" + port);
        if (service) {
            command.add("--management.server.port=" + management);
        }
        Stream.of(database.properties())
                .filter(setting -> !setting.startsWith("datastorage.signing.interval"))
                .filter(setting -> service || setting.startsWith("spring.datasource."))
                .forEach(setting -> command.add("--" + setting));
        Path output = Files.createTempFile("start", ".log");
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        URI asked = URI.create("http://localhost:" + port + (service ? "/readyz" : "/actuator/health"));
        while (!answers(asked)) {
            if (!process.isAlive() || System.nanoTime() - began > LIMIT.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException(command + ": " + Files.readString(output));
            }
            Thread.sleep(5);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Files.delete(output);
        return new Started(process, seconds);
    }

    private static boolean answers(URI asked) {
        try {
            HttpURLConnection connection = (HttpURLConnection) asked.toURL().openConnection();
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    private record Started(Process process, double seconds) implements AutoCloseable {
        double residentMebibytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024).findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
