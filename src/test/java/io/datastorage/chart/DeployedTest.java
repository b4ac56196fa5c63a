package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.datastorage.GatewayEvents;
import io.datastorage.TestDatabase;
import io.datastorage.TestService;
import io.datastorage.log.Checkpoint;
import io.datastorage.log.SignedNote;
import io.datastorage.log.VerifierKey;
import io.datastorage.web.Http;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The service, started with the configuration and the variables of the rendered Deployment. */
class DeployedTest {
    private static final Pattern METRIC = Pattern
            .compile("\\b(?:datastorage|http_server|hikaricp|jvm)_\\w+|\\bup\\b");

    private static final Pattern LABEL = Pattern.compile("(?<=[ {])(reason|state)(?:=|!=|=~|!~)\"([^\"]+)\"");

    @TempDir
    private static Path directory;
    private static TestDatabase database;
    private static TestService service;

    @BeforeAll
    static void start() throws IOException {
        database = TestDatabase.create();
        service = Deployed.start(rendered(database), directory);
    }

    /** The chart, with the values somebody would give it for this database. */
    private static Rendered rendered(TestDatabase database) {
        URI server = URI.create(database.url().substring("jdbc:".length()));
        Map<String, Object> settings = database.settings();
        return Chart.with(Map.of(
                "database.host", server.getHost(),
                "database.port", server.getPort(),
                "database.name", database.name(),
                "database.tls.mode", "disable",
                "database.application.password", settings.get("spring.datasource.password"),
                "database.owner.password", settings.get("spring.liquibase.password"),
                "queryConnections", 7,
                "settings.append.hold-for", "6s",
                "settings.schema.retry-interval", "1s"));
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void its_settings_are_those_of_the_values() {
        assertThat(service.setting("datastorage.append.hold-for")).isEqualTo("6s");
        assertThat(service.setting("datastorage.schema.retry-interval")).isEqualTo("1s");
        assertThat(service.setting("datastorage.schema.purge-role")).isEqualTo(TestDatabase.PURGE);
        assertThat(service.setting("spring.datasource.hikari.maximum-pool-size")).isEqualTo("7");
        assertThat(service.setting("spring.lifecycle.timeout-per-shutdown-phase")).isEqualTo("10s");
    }

    @Test
    void it_signs_with_the_key_of_the_secret_and_holds_the_head_in_the_config_map() {
        Http.json(service.api().post("/api/v1/audit/events?proof=true",
                GatewayEvents.event(0, "deployed", Instant.now())));
        VerifierKey key = VerifierKey.parse(service.api().get("/api/v1/log/key").body().strip());
        assertThat(key.name()).startsWith("data-storage-service.platform/");
        SignedNote held = SignedNote.parse(Deployed.heldHead());
        assertThat(key.verifies(held)).isTrue();
        assertThat(Checkpoint.parse(held.text()).size()).isPositive();
        assertThat(service.management().get("/metrics").body()).contains(
                "datastorage_signing_state{state=\"signing\"} 1",
                "datastorage_signing_state{state=\"mismatch\"} 0");
    }

    @Test
    void the_script_of_helm_test_passes_against_it_and_fails_elsewhere() throws Exception {
        URI api = URI.create(Objects.requireNonNull(service.setting("local.server.port")).transform(
                port -> "http://localhost:" + port));
        assertThat(gatewayTest(api.toString())).endsWith("are there.\n");
        assertThat(gatewayTest(api + "/elsewhere")).doesNotContain("are there");
    }

    private static String gatewayTest(String api) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "gateway", ".txt");
        Process process = new ProcessBuilder("sh", "files/gateway.sh", api, "files/gateway-batch.json")
                .directory(Chart.DIRECTORY.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int code = process.waitFor();
        String text = Files.readString(output);
        assertThat(code == 0).as(text).isEqualTo(text.endsWith("are there.\n"));
        return text;
    }

    @Test
    void alerts_and_dashboard_use_only_metrics_that_it_has() {
        service.api().get("/api/v1/audit/events");
        String metrics = service.management().get("/metrics").body();
        Set<String> used = new TreeSet<>();
        rules().getSpec().getGroups().getFirst().getRules()
                .forEach(rule -> used.addAll(metrics(rule.getExpr().getStrVal())));
        for (JsonNode panel : JsonMapper.shared().readTree(Chart.file("files/dashboard.json")).path("panels")) {
            panel.path("targets").forEach(target -> used.addAll(metrics(target.path("expr").asString())));
        }
        // Prometheus itself makes this one.
        used.remove("up");
        assertThat(used).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(metrics).containsPattern(
                "(?m)^" + name + "[ {]"));
    }

    @Test
    void alerts_name_only_reasons_and_states_that_it_has() {
        String metrics = service.management().get("/metrics").body();
        Set<String> named = new TreeSet<>();
        for (var rule : rules().getSpec().getGroups().getFirst().getRules()) {
            LABEL.matcher(rule.getExpr().getStrVal()).results().forEach(label -> Stream.of(label.group(2).split("\\|"))
                    .forEach(value -> named.add(label.group(1) + "=\"" + value + "\"")));
        }
        assertThat(named).contains("reason=\"log_mismatch\"", "reason=\"shutting_down\"", "state=\"failed\"")
                .allSatisfy(label -> assertThat(metrics).contains(label));
        assertThat(metrics).containsPattern("(?m)^datastorage_ready 1").containsPattern(
                "(?m)^datastorage_schema_state\\{state=\"ready\"} 1").doesNotContainPattern(
                        "(?m)^datastorage_not_ready\\{.*} 1");
    }

    private static Set<String> metrics(String expression) {
        return METRIC.matcher(expression).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    @Test
    void every_alert_has_a_runbook_and_every_runbook_an_alert() throws IOException {
        Set<String> alerts = new TreeSet<>();
        for (var rule : rules().getSpec().getGroups().getFirst().getRules()) {
            alerts.add(rule.getAlert());
            assertThat(rule.getAnnotations().get("runbook_url"))
                    .isEqualTo("https://example.com/runbooks/" + rule.getAlert() + ".md");
            assertThat(Files.readString(Path.of("docs/runbooks", rule.getAlert() + ".md"))).containsSubsequence(
                    "# " + rule.getAlert() + "\n", "\n## Meaning\n", "\n## Impact\n", "\n## Diagnosis\n",
                    "\n## Mitigation\n");
        }
        try (var pages = Files.list(Path.of("docs/runbooks"))) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(alerts);
        }
    }

    private static PrometheusRule rules() {
        return Chart.with(Map.of("prometheusRule.enabled", true, "prometheusRule.runbooks",
                "https://example.com/runbooks")).one(PrometheusRule.class);
    }
}
