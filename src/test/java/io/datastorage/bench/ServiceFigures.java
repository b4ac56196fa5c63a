package io.datastorage.bench;

import io.datastorage.ServiceProcess;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What can be measured of a service that runs as a process of its own. */
final class ServiceFigures {
    static final String LIVE = "heap after full GC MiB";
    static final String AFTER = "heap after GC MiB";
    static final String USED = "heap used MiB";
    static final String RESIDENT = "resident MiB";
    static final String THREADS = "threads";
    static final String POOLED = "pooled connections";
    static final String PAUSE = "longest GC pause ms";
    static final String LOG = "log KiB";
    static final String CPU = "service CPU %";
    static final String MACHINE = "machine CPU %";

    /** What the image starts Java with, as an argument of the launcher. */
    static final String IMAGES_OPTIONS = "@docker/java.options";

    private static final double MEBI = 1 << 20;
    private static final Path CHART = Path.of("helm/datastorage/values.yaml");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(Mi|Gi)");

    private final ServiceProcess service;
    private final GcLog pauses;

    ServiceFigures(ServiceProcess service, Path gcLog) {
        this.service = service;
        this.pauses = new GcLog(gcLog);
    }

    /** The options that the chart and the image start the service with; the container's memory is the machine's. */
    static List<String> chartsJavaOptions(Path gcLog) throws IOException {
        Map<String, Object> values = new Yaml().load(Files.readString(CHART));
        List<String> options = new ArrayList<>(List.of(IMAGES_OPTIONS));
        options.addAll(List.of(((String) values.get("javaOptions")).split(" ")));
        options.add("-XX:MaxRAM=" + memoryLimit() * (1 << 20));
        options.add("-Xlog:gc:file=" + gcLog + ":uptime:filecount=0");
        return options;
    }

    /** The chart's memory limit in MiB. */
    static long memoryLimit() throws IOException {
        Map<String, Map<String, Map<String, String>>> values = new Yaml().load(Files.readString(CHART));
        var size = SIZE.matcher(values.get("resources").get("limits").get("memory"));
        if (!size.matches()) {
            throw new IllegalStateException(CHART + " has a memory limit that is not understood");
        }
        return Long.parseLong(size.group(1)) * (size.group(2).equals("Gi") ? 1024 : 1);
    }

    /** All of them as they are now. */
    Map<String, Double> now() throws Exception {
        Map<String, Double> figures = new LinkedHashMap<>();
        List<String> metrics = service.management().get("/metrics").body().lines().toList();
        figures.put(USED, sum(metrics, "jvm_memory_used_bytes{area=\"heap\"") / MEBI);
        pauses.newest().forEach(pause -> {
            figures.put(pause.full() ? LIVE : AFTER, pause.afterMebibytes());
            figures.merge(PAUSE, pause.millis(), Math::max);
        });
        figures.put(RESIDENT, residentMebibytes());
        figures.put(THREADS, sum(metrics, "jvm_threads_live_threads"));
        figures.put(POOLED, sum(metrics, "hikaricp_connections{"));
        figures.put(CPU, 100 * sum(metrics, "process_cpu_usage"));
        figures.put(MACHINE, 100 * sum(metrics, "system_cpu_usage"));
        figures.put(LOG, Files.size(service.output()) / 1024.0);
        return figures;
    }

    /** Has the whole heap collected, so that what is left is live. */
    void collectGarbage() throws Exception {
        run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(service.pid()), "GC.run");
    }

    private double residentMebibytes() throws Exception {
        return Double.parseDouble(run("ps", "-o", "rss=", "-p", Long.toString(service.pid())).strip()) / 1024;
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    private static double sum(List<String> metrics, String name) {
        return metrics.stream().filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
