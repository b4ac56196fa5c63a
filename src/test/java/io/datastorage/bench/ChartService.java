package io.datastorage.bench;

import io.datastorage.ServiceProcess;
import io.datastorage.TestDatabase;

import java.io.IOException;
import java.nio.file.Files;

/** The packaged service in a process of its own, with the options of Java's that the chart and the image have. */
final class ChartService {
    private ChartService() {}

    /** Starts it and waits until it is ready. */
    static ServiceProcess on(Bench bench, TestDatabase database) throws IOException {
        Files.createDirectories(Suite.DIRECTORY);
        ServiceProcess service = ServiceProcess.ofJar(bench.jar(),
                ServiceFigures.chartsJavaOptions(Suite.DIRECTORY.resolve("gc.log").toAbsolutePath()), database);
        bench.progress("a service is ready");
        return service;
    }
}
