package io.datastorage;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/settings.md}, written from the metadata that Spring Boot's processor takes from the settings records. */
final class SettingsPage {
    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("java.lang.Integer", "whole number"),
            Map.entry("java.lang.Long", "whole number"),
            Map.entry("java.lang.Boolean", "`true` or `false`"),
            Map.entry("java.lang.String", "text"),
            Map.entry("java.nio.file.Path", "path"),
            Map.entry("java.net.URI", "URL"),
            Map.entry("java.time.Duration", "duration"),
            Map.entry("org.springframework.util.unit.DataSize", "size"),
            Map.entry("java.util.List<java.lang.String>", "list"),
            Map.entry("java.util.Set<java.lang.String>", "list"),
            Map.entry("io.datastorage.proof.HeldHeadSettings$Store", "`file` or `config-map`"),
            Map.entry("io.datastorage.schema.IndexBuilds", "`background`, `blocking` or `off`"));

    /** What Spring Boot defines and an operator needs first; the metadata of our own records does not have these. */
    private static final List<Setting> STANDARD = List.of(
            new Setting("spring.datasource.url", "text", "", "JDBC URL of the database. Not set: an embedded PostgreSQL"
                    + " under `mvn spring-boot:run`; the jar stops and says so."),
            new Setting("spring.datasource.username", "text", "", "The application role."),
            new Setting("spring.datasource.password", "text", "", "The application role's password."),
            new Setting("spring.datasource.hikari.maximum-pool-size", "whole number", "10",
                    "Connections for queries; the self-check keeps one of them. The append path has up to 6 more of its own, a running migration up to 4."),
            new Setting("spring.datasource.hikari.connection-timeout", "milliseconds", "",
                    "How long a request waits for a connection before it is answered 503."),
            new Setting("server.port", "whole number", "", "Port of the API."),
            new Setting("management.server.port", "whole number", "",
                    "Port of `/healthz`, `/readyz`, `/metrics` and `/migrations`."));

    private static final String HEAD = """
            # Settings

            A setting can be given as a command-line argument (`--server.port=18080`), as an environment variable, or in an
            `application.yaml` in the working directory; the first of these wins. None is needed for a first run; a run
            against a PostgreSQL of your own needs five (see the [README](../README.md)).

            Durations are written `500ms`, `8s`, `60m`, `24h`, `7d`. Sizes are written `256KB`, `64MB`; 1 KB is 1,024
            bytes. Lists are separated by commas.

            The test `SettingsPageTest` writes this page from the code and fails when it differs.
            """;

    private SettingsPage() {}

    /**
     * A row of the page.
     *
     * @param standard the default; empty if there is none
     */
    private record Setting(String name, String type, String standard, String meaning) {
        String group() {
            return name.startsWith("datastorage.") ? name.substring(0, name.lastIndexOf('.')) : "";
        }

        /** Spring Boot's relaxed binding: dots are underscores, dashes are left out. */
        String variable() {
            return name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
        }

        String row() {
            return "| `%s`<br>`%s` | %s | %s | %s |\n".formatted(name, variable(),
                    standard.isEmpty() ? "" : "`" + standard + "`", type, meaning.replace("|", "\\|"));
        }
    }

    static String text() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        groups().forEach((group, settings) -> {
            page.append("\n## ").append(group.isEmpty() ? "Database and ports" : "`" + group + "`").append("\n\n");
            page.append("| setting, environment variable | default | type | meaning |\n|---|---|---|---|\n");
            settings.forEach(setting -> page.append(setting.row()));
        });
        return page.toString();
    }

    private static Map<String, List<Setting>> groups() throws IOException {
        Properties defaults = defaults();
        return Stream.concat(STANDARD.stream().map(setting -> withDefault(setting, defaults)), described().stream())
                .collect(Collectors.groupingBy(Setting::group, TreeMap::new, Collectors.toList()));
    }

    private static Setting withDefault(Setting setting, Properties defaults) {
        return new Setting(setting.name, setting.type, defaults.getProperty(setting.name, setting.standard),
                setting.meaning);
    }

    private static List<Setting> described() throws IOException {
        try (InputStream metadata = SettingsPage.class.getResourceAsStream(METADATA)) {
            return JsonMapper.shared().readTree(metadata).path("properties").valueStream()
                    .filter(property -> property.path("name").asString()
                            .matches("(datastorage|spring\\.liquibase)\\..*"))
                    .map(SettingsPage::described).toList();
        }
    }

    private static Setting described(JsonNode property) {
        Function<String, String> text = name -> property.path(name).asString("");
        return new Setting(text.apply("name"),
                Objects.requireNonNull(TYPES.get(text.apply("type")), text.apply("type")),
                text.apply("defaultValue"), sentence(text.apply("description")));
    }

    private static String sentence(String javadoc) {
        String plain = javadoc.replaceAll("\\{@code ([^}]*)}", "`$1`");
        return plain.isEmpty() ? "" : plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1) + ".";
    }

    private static Properties defaults() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        Properties properties = new Properties();
        Objects.requireNonNull(yaml.getObject()).forEach((name, value) -> properties.put(name, value.toString()));
        return properties;
    }
}
