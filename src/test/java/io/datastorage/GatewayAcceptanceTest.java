package io.datastorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.event.JsonReader;
import io.datastorage.event.JsonValue;
import io.datastorage.event.JsonValue.JsonArray;
import io.datastorage.event.JsonValue.JsonObject;
import io.datastorage.ledger.TestLedger;
import io.datastorage.web.Http;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** What a Gateway does after one alert, against a database and a directory that did not exist before. */
class GatewayAcceptanceTest {
    private static final String EVENTS = "/api/v1/audit/events";
    private static final String QUERY = EVENTS + "?event_category=gateway&correlation_id=rr-bd773c9f25ac-1767794236";

    @TempDir
    private Path temporary;

    @Test
    void a_batch_posted_to_a_new_database_reads_back_the_same_also_after_a_restart() throws IOException {
        try (var database = TestDatabase.create()) {
            var batch = batch();
            String answer;
            try (var service = TestService.on(database)) {
                assertThat(JdbcClient.create(database.owner()).sql("SELECT to_regclass('audit_events')::text")
                        .query(String.class).single()).isEqualTo("audit_events");
                answer = postAndQuery(service.api(), batch);
            }
            try (var again = TestService.on(database)) {
                assertThat(again.api().get(QUERY).body()).isEqualTo(answer);
            }
            assertThat(TestLedger.check(database)).isEqualTo(2);
        }
    }

    @Test
    void a_run_without_settings_keeps_it_in_its_directory() throws IOException {
        var directory = temporary.resolve("data");
        String answer;
        try (var service = ServiceProcess.embedded(directory)) {
            answer = postAndQuery(service.api(), batch());
        }
        try (var again = ServiceProcess.embedded(directory)) {
            assertThat(again.api().get(QUERY).body()).isEqualTo(answer);
        }
    }

    private static String postAndQuery(Http api, String batch) {
        var posted = api.post(EVENTS + "/batch", batch);
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        assertThat(Http.json(posted).path("event_ids")).hasSize(2);
        var answer = api.get(QUERY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Http.json(answer).path("pagination").path("total").asInt()).isEqualTo(2);
        assertThat(answer.body()).contains("\"startsAtUnixNano\":1767794236123456789",
                "\"value\":0.9300000000000001");
        var sent = events(parse(batch));
        // Newest first, and of the same second the one that was stored last.
        var read = events(((JsonObject) parse(answer.body())).members().get("data")).reversed();
        assertThat(read).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            // Numbers in a JsonValue are the text of their exact value.
            assertThat(read.get(i).members()).containsAllEntriesOf(sent.get(i).members());
        }
        return answer.body();
    }

    private static String batch() throws IOException {
        try (var file = GatewayAcceptanceTest.class.getResourceAsStream("/gateway-events.json")) {
            var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8).replace("@now", now.toString());
        }
    }

    private static List<JsonObject> events(@Nullable JsonValue array) {
        return ((JsonArray) Objects.requireNonNull(array)).elements().stream().map(JsonObject.class::cast).toList();
    }

    private static JsonValue parse(String json) {
        return JsonReader.read(json.getBytes(UTF_8), JsonReader.DEFAULT_MAX_DEPTH);
    }
}
