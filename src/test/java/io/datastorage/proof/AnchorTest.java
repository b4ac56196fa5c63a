package io.datastorage.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.datastorage.GatewayEvents;
import io.datastorage.KubernetesApi;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;
import io.datastorage.web.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Checkpoints in places that the owner of the database does not own. */
class AnchorTest {
    private static final String CHECKPOINT = "/api/v1/log/checkpoint";

    private final TestDatabase database = TestDatabase.migrated();

    @TempDir
    Path directory;

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_file_and_a_webhook_get_checkpoints_that_verify_also_after_they_were_away() throws Exception {
        Path volume = directory.resolve("volume");
        Path file = volume.resolve("checkpoints");
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            try (exchange) {
                String note = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                exchange.sendResponseHeaders(received.isEmpty() ? 500 : 204, -1);
                received.add(note);
            }
        });
        endpoint.start();
        try (TestService service = TestService.on(database, "datastorage.anchors.interval=20ms",
                "datastorage.anchors.file=" + file,
                "datastorage.anchors.webhook=http://localhost:" + endpoint.getAddress().getPort() + "/c")) {
            VerifierKey key = VerifierKey.parse(service.api().get("/api/v1/log/key").body().strip());
            post(service, 0);
            await().untilAsserted(() -> assertThat(metric(service, "datastorage_anchor_size{anchor=\"webhook\"}"))
                    .isEqualTo("10.0"));
            assertThat(metric(service, "datastorage_anchor_size{anchor=\"file\"}")).isEqualTo("-1.0");
            Files.createDirectories(volume);
            post(service, 10);
            await().untilAsserted(() -> assertThat(metric(service, "datastorage_anchor_size{anchor=\"file\"}"))
                    .isEqualTo("20.0"));

            List<String> notes = Stream.of(Files.readString(file).split("(?<=\n)\n(?!—)")).toList();
            assertThat(Stream.concat(notes.stream(), received.stream()).map(SignedNote::parse)).isNotEmpty()
                    .allMatch(key::verifies);
            assertThat(metric(service, "datastorage_anchor_failures_total{anchor=\"webhook\"}")).isNotEqualTo("0.0");
            assertThat(metric(service, "datastorage_anchor_failures_total{anchor=\"file\"}")).isNotEqualTo("0.0");
        } finally {
            endpoint.stop(0);
        }
    }

    @Test
    void a_config_map_holds_the_newest_checkpoint() {
        try (KubernetesApi api = new KubernetesApi().around(directory)) {
            api.create("auditors", "anchor", Map.of());
            try (TestService service = TestService.on(database, "datastorage.anchors.interval=20ms",
                    "datastorage.anchors.config-map=anchor", "datastorage.anchors.namespace=auditors")) {
                post(service, 0);
                post(service, 10);
                await().untilAsserted(() -> assertThat(api.data("auditors", "anchor", HeldHeadConfigMap.KEY))
                        .isEqualTo(service.api().get(CHECKPOINT).body()));
            }
        }
    }

    @Test
    void a_witness_cosigns_what_extends_the_log_that_it_knows() throws Exception {
        SigningKeys.generate(database.signing(), "localhost");
        VerifierKey key = SigningKeys.read(database.signing()).present().verifierKey();
        try (TestWitness witness = new TestWitness(key)) {
            try (TestService service = witnessed(witness)) {
                post(service, 0);
                await().until(() -> witness.size() == 10);
                witness.fail(3);
                post(service, 10);
                await().until(() -> witness.size() == 20);
                assertThat(metric(service, "datastorage_anchor_failures_total{anchor=\"witness.example/w1\"}"))
                        .isEqualTo("3.0");
            }
            // A new instance does not know what the witness cosigned, and the witness tells.
            try (TestService service = witnessed(witness)) {
                post(service, 20);
                await().untilAsserted(() -> {
                    SignedNote note = SignedNote.parse(service.api().get(CHECKPOINT).body());
                    assertThat(Checkpoint.parse(note.text()).size()).isEqualTo(30);
                    assertThat(key.verifies(note) && witness.key().verifies(note)).isTrue();
                });
                post(service, 30);
                SignedNote note = SignedNote.parse(service.api().get(CHECKPOINT + "?witnessed=true").body());
                assertThat(witness.key().verifies(note)).isTrue();
                var proof = Http.json(service.api().get("/api/v1/log/proof/inclusion?index=25"));
                assertThat(proof.path("checkpoint").asString()).contains(key.name());
            }
        }
    }

    @Test
    void a_cosignature_of_another_key_is_not_stored() throws Exception {
        SigningKeys.generate(database.signing(), "localhost");
        VerifierKey key = SigningKeys.read(database.signing()).present().verifierKey();
        try (TestWitness expected = new TestWitness(key);
                TestWitness other = new TestWitness(key);
                TestService service = TestService.on(database, "datastorage.witnesses.interval=20ms",
                        "datastorage.witnesses.urls=" + other.url(),
                        "datastorage.witnesses.keys=" + expected.key())) {
            post(service, 0);
            await().until(() -> other.size() == 10);
            await().untilAsserted(() -> assertThat(
                    metric(service, "datastorage_anchor_failures_total{anchor=\"witness.example/w1\"}"))
                    .isNotEqualTo("0.0"));
            assertThat(SignedNote.parse(service.api().get(CHECKPOINT).body()).signatures()).hasSize(1);
            assertThat(service.api().get(CHECKPOINT + "?witnessed=true").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://localhost:1 | nonsense | must be name+hash+key
            http://localhost:1 | PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW | cosignature type
            http://localhost:1 | | give each its key
            """)
    void a_witness_without_a_right_key_stops_the_start_and_says_why(String url, String key, String message) {
        assertThatThrownBy(() -> TestService.on(database, "datastorage.witnesses.urls=" + url,
                "datastorage.witnesses.keys=" + (key == null ? "" : key)).close()).rootCause()
                .hasMessageContaining(message);
    }

    private TestService witnessed(TestWitness witness) {
        return TestService.on(database, "datastorage.witnesses.interval=20ms",
                "datastorage.witnesses.urls=" + witness.url(),
                "datastorage.witnesses.keys=" + witness.key());
    }

    private static void post(TestService service, int first) {
        assertThat(service.api().post("/api/v1/audit/events/batch?proof=true", GatewayEvents.batch(first, 10))
                .statusCode())
                .isEqualTo(201);
    }

    private static String metric(TestService service, String name) {
        return service.management().get("/metrics").body().lines().filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1)).findFirst().orElse("none");
    }
}
