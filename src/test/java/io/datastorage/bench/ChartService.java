package io.datastorage.bench;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The packaged service in a process of its own, with the options of Java's that the chart and the image have. */
final class ChartService {
    private ChartService() {}

    /**
     * Starts it and waits until it is ready.
     *
     * @param more options of Java's
     */
    static ServiceProcess on(Bench bench, TestDatabase database, String... more) throws IOException {
        Files.createDirectories(Suite.DIRECTORY);
        List<String> options = new ArrayList<>(
                ServiceFigures.chartsJavaOptions(Suite.DIRECTORY.resolve("gc.log").toAbsolutePath()));
        options.addAll(List.of(more));
        ServiceProcess service = ServiceProcess.ofJar(bench.jar(), options, database);
        bench.progress("a service is ready");
        return service;
    }
}
