package io.datastorage.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.log.EntryBundle;
import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a real service gives away, while it is there and after it and its database are gone. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServiceVerifyTest {
    private static final String BATCH = "/api/v1/audit/events/batch?proof=true";
    private static final int EVENTS = 700;

    @TempDir
    private static Path directory;

    private static TestDatabase database;
    private static TestService service;
    private static Path key;
    private static JsonNode answer;

    @BeforeAll
    static void post() throws IOException {
        database = TestDatabase.migrated();
        service = TestService.on(database);
        answer = Http.json(service.api().post(BATCH, GatewayEvents.batch(0, EVENTS)));
        key = save("key", "/api/v1/log/key");
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    private static Path save(String name, String question) throws IOException {
        var found = service.api().get(question);
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        return Files.writeString(directory.resolve(name), found.body());
    }

    private static String log() {
        return "http://localhost:" + service.api().port() + "/api/v1/log";
    }

    private static JsonNode receipt(int number) {
        return answer.path("receipts").path(number);
    }

    @Test
    @Order(1)
    void the_answer_to_a_post_verifies() throws IOException {
        Verify.run("proof", "--key", key, Files.writeString(directory.resolve("answer"), answer.toString())).verifies();
        String single = service.api().post("/api/v1/audit/events?proof=true",
                GatewayEvents.event(EVENTS, "single", java.time.Instant.now())).body();
        Verify.run("proof", "--key", key, Files.writeString(directory.resolve("single"), single)).verifies();
    }

    @Test
    @Order(2)
    void an_events_proof_verifies_in_every_form() throws IOException {
        String id = receipt(300).path("event_id").asString();
        String hash = receipt(300).path("event_hash").asString();
        Path json = save("proof.json", "/api/v1/audit/events/" + id + "/proof");
        Verify verify = Verify.run("proof", "--key", key, json);
        verify.verifies();
        assertThat(verify.said()).contains(hash).contains("is log_index 300").contains("6 disclosures open");
        Verify.run("proof", "--key", key, json, "--event-hash", hash).verifies();
        Path text = save("event.tlog-proof", "/api/v1/audit/events/" + id + "/proof?format=tlog-proof");
        Verify.run("proof", "--key", key, text, "--event-hash", hash).verifies();
        Path earlier = save("earlier.json", "/api/v1/log/proof/inclusion?index=300&size=400");
        Verify.run("proof", "--key", key, earlier).verifies();
        Files.writeString(earlier, Files.readString(earlier).replace("critical", "trivial"));
        Verify.run("proof", "--key", key, earlier).doesNot("does not open the commitment to severity");
    }

    @Test
    @Order(3)
    void the_log_audits_and_audits_again_when_it_has_grown() throws IOException {
        Path state = directory.resolve("state");
        Path older = save("older", "/api/v1/log/checkpoint");
        Verify first = Verify.run("audit", "--key", key, "--state", state, "--save", directory.resolve("copy"), log());
        first.verifies();
        assertThat(first.said()).contains("has 701 entries").contains("51 chains");
        assertThat(service.api().post(BATCH, GatewayEvents.batch(1_000, 900)).statusCode()).isEqualTo(201);
        Verify second = Verify.run("audit", "--key", key, "--state", state, "--checkpoint", older, "--save",
                directory.resolve("copy"), log() + "/");
        second.verifies();
        assertThat(second.said()).contains("extends the log of size 701", "from log_index 701 on");
        Path newer = save("newer", "/api/v1/log/checkpoint");
        Path proof = save("consistency", "/api/v1/log/proof/consistency?from=701&to=1601");
        Verify.run("consistency", "--key", key, "--proof", proof, older, newer).verifies();
        Verify.run("consistency", "--key", key, "--log", log(), older, newer).verifies();
        Verify.run("audit", "--key", key, log().replace("/log", "/audit"))
                .isUnreadable("/api/v1/audit/checkpoint: there is none");
    }

    @Test
    @Order(4)
    void with_service_and_database_gone_the_copy_says_the_same() throws IOException {
        Path export = export();
        stop();
        Path copy = directory.resolve("copy");
        Verify.run("audit", "--key", key, "--state", directory.resolve("state"), log()).isUnreadable("checkpoint");
        Verify.run("audit", "--key", key, "--checkpoint", directory.resolve("older"), copy).verifies();
        Verify.run("consistency", "--key", key, "--log", copy, directory.resolve("older"), directory.resolve("newer"))
                .verifies();
        Object[] whole = {"entries", "--key", key, "--checkpoint", copy.resolve("checkpoint"), "--disclosures",
                export.resolve("disclosures.ndjson"), export.resolve("entries.ndjson")};
        Verify.run(whole).verifies();
        List<String> lines = Files.readAllLines(export.resolve("entries.ndjson"));
        lines.set(800, lines.get(800).replace("\"success\"", "\"failure\""));
        Files.write(export.resolve("entries.ndjson"), lines);
        Verify.run(whole).doesNot("does not name the hash of the record before it in its chain, log_index 800");
    }

    /** Every entry, from the bundles of the copy, and what opens the commitments of some. */
    private static Path export() throws IOException {
        Path export = Files.createDirectories(directory.resolve("export"));
        List<String> entries = new ArrayList<>();
        for (String bundle : List.of("000", "001", "002", "003", "004", "005", "006.p/65")) {
            EntryBundle.decode(Files.readAllBytes(directory.resolve("copy/tile/entries/" + bundle)))
                    .forEach(entry -> entries.add(new String(entry, UTF_8)));
        }
        Verify.file(export.resolve("entries.ndjson"), entries);
        Verify.file(export.resolve("disclosures.ndjson"),
                IntStream.of(0, 7, 256, 1_600).boxed().flatMap(ServiceVerifyTest::disclosures).toList());
        return export;
    }

    private static java.util.stream.Stream<String> disclosures(int index) {
        JsonNode proof = Http.json(service.api().get("/api/v1/log/proof/inclusion?index=" + index));
        return proof.path("disclosures").valueStream()
                .map(disclosure -> disclosure.toString().replaceFirst("\\{", "{\"log_index\":" + index + ","));
    }
}
