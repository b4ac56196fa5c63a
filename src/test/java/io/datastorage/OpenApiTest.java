package io.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;

class OpenApiTest {
    private static final Path COMMITTED = Path.of("docs/openapi.yaml");
    private static final String EVENTS = "/api/v1/audit/events";

    private static TestDatabase database;
    private static TestService service;
    private static Http http;

    @BeforeAll
    static void start() {
        database = TestDatabase.migrated();
        service = TestService.on(database);
        http = service.api();
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void the_committed_description_is_what_the_code_says() throws IOException {
        var described = http.get("/v3/api-docs.yaml").body();
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, described);
        }
        assertThat(described).as("docs/openapi.yaml is out of date; mvn test -Dtest=OpenApiTest -Dopenapi.write=true"
                + " rewrites it").isEqualTo(Files.readString(COMMITTED));
    }

    @Test
    void the_description_is_the_same_every_time() {
        assertThat(http.get("/v3/api-docs.yaml").body()).isEqualTo(http.get("/v3/api-docs.yaml").body());
    }

    @Test
    void every_parameter_of_the_search_is_described_and_no_other() {
        var described = new TreeSet<String>();
        description().path("paths").path(EVENTS).path("get").path("parameters")
                .forEach(parameter -> described.add(parameter.path("name").asString()));
        var refused = Http.json(http.get(EVENTS + "?no_such_parameter=1")).path("detail").asString();
        var known = Pattern.compile("known are (.*)\\.").matcher(refused);
        assertThat(known.find()).as(refused).isTrue();
        assertThat(described).containsExactlyInAnyOrder(known.group(1).split(", "));
    }

    @Test
    void every_field_of_an_event_is_described_and_no_other() {
        var example = description().path("paths").path(EVENTS + "/batch").path("post").path("requestBody")
                .path("content").path("application/json").path("examples").path("gateway").path("value");
        var batch = example.toString().replaceAll("2026-01-07T13:57:16Z", java.time.Instant.now().toString());
        var posted = http.post(EVENTS + "/batch", batch);
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        var fields = description().path("components").path("schemas").path("StoredEvent");
        var stored = Http.json(http.get(EVENTS)).path("data");
        assertThat(stored).hasSize(2);
        for (var event : stored) {
            assertThat(fields.path("properties").propertyNames()).containsAll(event.propertyNames());
            assertThat(event.propertyNames())
                    .containsAll(fields.path("required").valueStream().map(JsonNode::asString).toList());
        }
    }

    @Test
    void every_operation_tells_what_can_go_wrong() {
        description().path("paths").forEach(path -> path.forEach(operation -> {
            assertThat(operation.path("operationId").asString()).isNotBlank();
            assertThat(operation.path("summary").asString()).isNotBlank();
            operation.path("responses").forEach(response -> assertThat(response.has("$ref")
                    || response.has("description")).isTrue());
        }));
        assertThat(description().path("paths").path(EVENTS).path("post").path("responses").propertyNames())
                .containsExactlyInAnyOrder("201", "400", "406", "413", "415", "422", "500", "503");
    }

    @Test
    void there_is_a_page_to_read_it() {
        assertThat(http.get("/swagger-ui.html").headers().firstValue("Location")).hasValue("/swagger-ui/index.html");
        assertThat(http.get("/swagger-ui/index.html").statusCode()).isEqualTo(200);
    }

    private static JsonNode description() {
        return Http.json(http.get("/v3/api-docs"));
    }
}
