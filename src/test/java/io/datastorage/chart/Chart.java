package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The chart as Helm renders it. */
final class Chart {
    /** Its directory. */
    static final Path DIRECTORY = Path.of("helm/datastorage");
    /** On an empty cluster. */
    static final String E2E = "ci/e2e-values.yaml";
    /** Everything switched on. */
    static final String FULL = "ci/full-values.yaml";

    private static final String OLDEST_KUBERNETES = "1.30.0";

    /** What stands for {@code helm.sh/hook} in what is rendered here. */
    static final String HOOK = "hook";
    /** What a template asks the cluster. The library would ask a real one. */
    private static final String LOOKUP = "lookup \"v1\" \"Secret\" .Release.Namespace (printf \"%s-signing\" $name)";
    private static final Path UNHOOKED = copy("dict");

    private Chart() {}

    /**
     * A copy in which hooks are ordinary objects, since the library renders them but does not hand them out.
     *
     * @param found what the cluster answers
     */
    private static Path copy(String found) {
        try {
            Path copy = Files.createTempDirectory(Path.of("target"), "chart");
            try (var files = Files.walk(DIRECTORY)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = copy.resolve(DIRECTORY.relativize(file));
                    Files.createDirectories(target.getParent());
                    Files.writeString(target,
                            Files.readString(file).replace("helm.sh/hook", HOOK).replace(LOOKUP, found));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Helm says after an installation. */
    static String notes(String file) {
        return new Helm(UNHOOKED).install().clientOnly().dryRun().withName("audit-log").withNamespace("platform")
                .withKubeVersion(OLDEST_KUBERNETES).withValuesFile(DIRECTORY.resolve(file)).call().getOutput();
    }

    /** With the default values but for those given, as {@code --set} takes them. */
    static Rendered with(Map<String, ?> values) {
        return render(null, values);
    }

    /** With a file of values, named from the chart's directory. */
    static Rendered from(String file) {
        return render(file, Map.of());
    }

    /** With a file of values and more of them. */
    static Rendered from(String file, Map<String, ?> values) {
        return render(file, values);
    }

    /** With the default values, in a cluster whose Secret for signing has these data. */
    static Rendered where(String key, String origin) {
        assertThat(file("templates/signing.yaml")).containsOnlyOnce(LOOKUP);
        return render(copy("dict \"data\" (dict \"key.pem\" \"%s\" \"origin\" \"%s\")".formatted(key, origin)), null,
                Map.of());
    }

    private static Rendered render(@Nullable String file, Map<String, ?> values) {
        return render(UNHOOKED, file, values);
    }

    private static Rendered render(Path chart, @Nullable String file, Map<String, ?> values) {
        var template = new Helm(chart).template().withName("audit-log").withNamespace("platform")
                .withKubeVersion(OLDEST_KUBERNETES);
        if (file != null) {
            template.withValuesFile(DIRECTORY.resolve(file));
        }
        values.forEach(template::set);
        return Rendered.of(template.call());
    }

    /** A file of the chart. */
    static String file(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
