package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

class SchemaTest {
    private static final Set<String> SET_BY_THE_CHART = Set.of("datastorage.schema.purge-role",
            "datastorage.signing.directory", "datastorage.signing.generate");
    private static final JsonNode SCHEMA = JsonMapper.shared().readTree(Chart.file("values.schema.json"));

    /** A value, and what of the message tells somebody where to look. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas                    | 0           | replicas
            replicas                    | many        | replicas
            replica                     | 2           | 'replica'
            database.port               | 70000       | database/port
            database.tls.mode           | on          | verify-full
            database.tls.mode           | verify-full | caSecret
            database.host               |             | database/host
            database.owner.username     | 1st         | owner/username
            database.owner.existingSecret |           | existingSecret
            image.pullPolicy            | Sometimes   | IfNotPresent
            migrations.mode             | never       | startup
            settings.append.hold-for    | 8           | hold-for
            settings.append.hold-on     | 8s          | hold-on
            settings.limits.body        | 5 MB        | limits/body
            settings.query.max-offset   | 1000001     | max-offset
            settings.query.window-rows  | 0           | window-rows
            settings.signing.directory  | /tmp        | directory
            settings.held-head.store    | file        | held-head
            signing.host                | Log Keeper  | signing/host
            signing.existingSecret      | My_Secret   | existingSecret
            shutdown.timeoutSeconds     | 1           | timeoutSeconds
            service.name                | Data_Store  | service/name
            prometheusRule.enabled      | true        | runbooks
            ingress.enabled             | true        | host
            httpRoute.enabled           | true        | parentRefs
            postgresql.enabled          | true        | superuserPassword
            """)
    void a_bad_value_is_refused_and_named(String name, String value, String told) {
        assertThatThrownBy(() -> Chart.with(Map.of(name, value == null ? "" : value))).hasMessageContaining(told);
    }

    @Test
    void the_schema_and_the_values_have_the_same_names() {
        Map<String, Object> values = new Yaml().load(Chart.file("values.yaml"));
        assertSameNames("", values, SCHEMA);
    }

    private static void assertSameNames(String path, Map<?, ?> values, JsonNode schema) {
        JsonNode properties = schema.path("properties");
        assertThat(values.keySet().stream().map(Object::toString)).as(path).containsExactlyInAnyOrderElementsOf(
                properties.propertyNames().stream().filter(name -> !name.equals("global")).toList());
        values.forEach((name, value) -> {
            if (value instanceof Map<?, ?> nested && !nested.isEmpty()
                    && properties.path(name.toString()).path("additionalProperties").isBoolean()
                    && !name.equals("resources")) {
                assertSameNames(path + "." + name, nested, properties.path(name.toString()));
            }
        });
    }

    @Test
    void the_schema_knows_every_setting_of_the_service_that_the_chart_does_not_set_itself() throws IOException {
        Set<String> known = new TreeSet<>();
        for (var group : SCHEMA.at("/properties/settings/properties").properties()) {
            group.getValue().path("properties").propertyNames()
                    .forEach(name -> known.add("datastorage." + group.getKey() + "." + name));
        }
        assertThat(known).isEqualTo(settings());
    }

    private static Set<String> settings() throws IOException {
        try (InputStream metadata = SchemaTest.class
                .getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonMapper.shared().readTree(metadata).path("properties").valueStream()
                    .map(property -> property.path("name").asString())
                    .filter(name -> name.startsWith("datastorage.") && !name.startsWith("datastorage.embedded.")
                            && !name.startsWith("datastorage.held-head.") && !SET_BY_THE_CHART.contains(name))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
