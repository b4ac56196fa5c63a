package io.datastorage.bench;

import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The service laid out and trained as in the image, by the image's own scripts, and beside it an empty application over
 * the same libraries, trained in the same way. With this JVM instead of the image's smaller one.
 */
record Installation(Path application) {
    private static final String SERVICE = "datastorage";
    private static final String EMPTY = "empty";

    static Installation of(Path jar, Path directory) throws IOException, InterruptedException {
        run("sh", "docker/layers.sh", jar.toString(), directory.resolve("layers").toString());
        Path application = Files.createDirectory(directory.resolve("application"));
        for (String layer : List.of("dependencies", "snapshot-dependencies", "application")) {
            FileSystemUtils.copyRecursively(directory.resolve("layers").resolve(layer), application);
        }
        run("sh", "docker/train.sh", application.toString());
        var installation = new Installation(application);
        installation.addEmpty();
        return installation;
    }

    /** The command that starts the service, or the empty application; cached, it fails if the cache does not fit. */
    List<String> command(boolean service, boolean cached, List<String> options) {
        String name = service ? SERVICE : EMPTY;
        List<String> command = new ArrayList<>(List.of(java(), ServiceFigures.IMAGES_OPTIONS));
        command.addAll(options);
        if (cached) {
            command.addAll(List.of("-XX:AOTMode=on", "-XX:AOTCache=" + application.resolve(name + ".aot")));
        }
        command.addAll(List.of("-jar", application.resolve(name + ".jar").toString()));
        return command;
    }

    private void addEmpty() throws IOException, InterruptedException {
        Manifest manifest = new Manifest();
        try (JarFile service = new JarFile(application.resolve(SERVICE + ".jar").toFile())) {
            Attributes attributes = manifest.getMainAttributes();
            attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
            attributes.put(Attributes.Name.MAIN_CLASS, EmptyApplication.class.getName());
            attributes.put(Attributes.Name.CLASS_PATH,
                    service.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH));
        }
        String file = EmptyApplication.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(application.resolve(EMPTY + ".jar")),
                manifest);
                InputStream bytes = Objects
                        .requireNonNull(EmptyApplication.class.getClassLoader().getResourceAsStream(file))) {
            jar.putNextEntry(new JarEntry(file));
            bytes.transferTo(jar);
            jar.closeEntry();
        }
        run(java(), ServiceFigures.IMAGES_OPTIONS, "-Xmx512m",
                "-XX:AOTCacheOutput=" + application.resolve(EMPTY + ".aot"),
                "-Dspring.context.exit=onRefresh", "-jar", application.resolve(EMPTY + ".jar").toString(),
                "--spring.datasource.url=jdbc:postgresql://localhost:1/datastorage", "--server.port=0");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("installation", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.merge("PATH", System.getProperty("java.home") + "/bin", (old, first) -> first + ":" + old);
        int code = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(output));
        }
        Files.delete(output);
    }
}
