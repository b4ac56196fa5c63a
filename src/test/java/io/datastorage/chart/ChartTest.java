package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

class ChartTest {
    private static final Rendered STANDARD = Chart.with(Map.of());
    private static final Rendered E2E = Chart.from(Chart.E2E);
    private static final Rendered FULL = Chart.from(Chart.FULL);

    @Test
    void strict_lint_finds_nothing() {
        var result = new Helm(Chart.DIRECTORY).lint().strict().call();
        assertThat(result.getMessages()).noneMatch(message -> message.matches("(?s).*\\[(ERROR|WARNING)].*"));
        assertThat(result.isFailed()).isFalse();
    }

    @Test
    void what_is_there_unless_it_is_switched_on_needs_no_operator_and_no_other_api() {
        assertThat(STANDARD.objects()).extracting(object -> object.getKind()).containsExactlyInAnyOrder("ConfigMap",
                "ConfigMap", "ConfigMap", "Deployment", "NetworkPolicy", "Pod", "PodDisruptionBudget", "Role",
                "RoleBinding",
                "Secret", "Service", "ServiceAccount");
    }

    @Test
    void every_template_is_rendered_by_some_file_of_values() {
        for (var type : List.of(HorizontalPodAutoscaler.class, PrometheusRule.class, ServiceMonitor.class,
                Ingress.class, HTTPRoute.class)) {
            assertThat(FULL.all(type)).as(type.getSimpleName()).hasSize(1);
        }
        assertThat(FULL.all(Job.class)).hasSize(2);
        assertThat(E2E.all(StatefulSet.class)).hasSize(1);
        assertThat(E2E.all(Secret.class)).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"roles.sql, db/roles.sql", "gateway-batch.json, openapi/gateway-batch.json"})
    void files_that_the_chart_shares_with_the_service_are_the_same(String copy, String original) throws IOException {
        assertThat(Chart.file("files/" + copy)).isEqualTo(
                Files.readString(Path.of("src/main/resources").resolve(original)));
    }

    @Test
    void clients_and_prometheus_find_the_ports_that_the_contract_names() {
        Service service = STANDARD.one(Service.class);
        assertThat(service.getMetadata().getName()).isEqualTo("data-storage-service");
        assertThat(service.getSpec().getPorts()).extracting(ServicePort::getPort, ServicePort::getTargetPort)
                .containsExactly(
                        tuple(8080, new IntOrString("http")),
                        tuple(9090, new IntOrString("management")));
        var container = STANDARD.one(Deployment.class).getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(container.getPorts()).extracting(port -> port.getName() + "=" + port.getContainerPort())
                .containsExactly("http=8080", "management=8081");
    }

    @Test
    void every_selector_selects_pods_of_the_release_and_only_the_service() {
        var labels = FULL.one(Deployment.class).getSpec().getTemplate().getMetadata().getLabels();
        var others = FULL.all(Job.class).stream().map(job -> job.getSpec().getTemplate().getMetadata().getLabels());
        for (var selector : List.of(FULL.one(Service.class).getSpec().getSelector(),
                FULL.one(Deployment.class).getSpec().getSelector().getMatchLabels(),
                FULL.one(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels())) {
            assertThat(labels).containsAllEntriesOf(selector);
        }
        var service = FULL.one(Service.class);
        assertThat(others).noneMatch(other -> other.entrySet().containsAll(service.getSpec().getSelector().entrySet()));
        assertThat(service.getMetadata().getLabels())
                .containsAllEntriesOf(FULL.one(ServiceMonitor.class).getSpec().getSelector().getMatchLabels());
    }

    @Test
    void a_replica_count_is_left_to_the_autoscaler_when_there_is_one() {
        assertThat(STANDARD.one(Deployment.class).getSpec().getReplicas()).isEqualTo(2);
        assertThat(FULL.one(Deployment.class).getSpec().getReplicas()).isNull();
        assertThat(FULL.one(HorizontalPodAutoscaler.class).getSpec().getScaleTargetRef().getName())
                .isEqualTo(FULL.one(Deployment.class).getMetadata().getName());
    }

    @Test
    void the_network_policy_lets_in_clients_to_the_api_and_prometheus_to_the_metrics_only() {
        var policy = FULL.one(NetworkPolicy.class).getSpec();
        assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getIngress()).extracting(rule -> rule.getPorts().getFirst().getPort())
                .containsExactly(new IntOrString("http"), new IntOrString("management"));
        assertThat(policy.getIngress()).allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
        assertThat(policy.getEgress().get(1).getPorts()).extracting(port -> port.getPort().getIntVal())
                .containsExactly(6432, 5432);
    }

    @Test
    void a_changed_configuration_or_password_restarts_the_pods() {
        assertThat(annotations(Map.of("settings.append.hold-for", "4s"))).doesNotContainEntry(
                "checksum/configuration", annotations(Map.of()).get("checksum/configuration"));
        assertThat(annotations(Map.of("database.owner.password", "another"))).doesNotContainEntry(
                "checksum/passwords", annotations(Map.of()).get("checksum/passwords"));
    }

    private static Map<String, String> annotations(Map<String, ?> values) {
        return Chart.with(values).one(Deployment.class).getSpec().getTemplate().getMetadata().getAnnotations();
    }

    @Test
    void another_input_makes_another_roles_job() {
        assertThat(Chart.from(Chart.E2E, Map.of("database.owner.password", "another")).one(Job.class).getMetadata()
                .getName()).isNotEqualTo(E2E.one(Job.class).getMetadata().getName());
    }

    @Test
    void the_roles_job_gives_the_script_every_variable_it_asks_for() {
        var container = E2E.one(Job.class).getSpec().getTemplate().getSpec().getContainers().getFirst();
        var variables = Pattern.compile(":'(\\w+)'").matcher(Chart.file("files/roles.sql")).results()
                .map(result -> result.group(1)).toList();
        assertThat(variables).isNotEmpty().allSatisfy(variable -> {
            String name = variable.toUpperCase(Locale.ROOT);
            assertThat(container.getArgs().getFirst()).contains("\\getenv " + variable + " " + name + "\n");
            assertThat(container.getEnv()).extracting(EnvVar::getName).contains(name);
        });
    }

    @Test
    void an_upgrade_migrates_first_where_that_is_wanted_with_the_settings_of_the_new_release() {
        Job job = FULL.named(Job.class, "-migrate");
        assertThat(job.getMetadata().getAnnotations()).containsEntry(Chart.HOOK, "pre-upgrade");
        var container = job.getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(container.getArgs()).containsExactly("migrate");
        assertThat(container.getImage()).isEqualTo(FULL.one(Deployment.class).getSpec().getTemplate().getSpec()
                .getContainers().getFirst().getImage());
        assertThat(container.getEnv()).anySatisfy(variable -> assertThat(variable.getValue())
                .contains("primary.databases:5432/audit", "audit_owner"));
        assertThat(container.getEnvFrom()).isEmpty();
    }

    @Test
    void helm_test_is_a_hook_that_the_network_policy_lets_in() {
        var pod = FULL.one(Pod.class);
        assertThat(pod.getMetadata().getAnnotations()).containsEntry(Chart.HOOK, "test");
        assertThat(FULL.one(NetworkPolicy.class).getSpec().getIngress().getFirst().getFrom())
                .anySatisfy(peer -> assertThat(pod.getMetadata().getLabels())
                        .containsAllEntriesOf(peer.getPodSelector().getMatchLabels()));
        assertThat(FULL.named(ConfigMap.class, "-test").getMetadata().getAnnotations()).containsKey(Chart.HOOK);
    }

    @Test
    void the_notes_say_what_is_still_to_do() {
        assertThat(Chart.notes("values.yaml")).contains("files/roles.sql", "create secret generic "
                + "data-storage-owner", "http://data-storage-service.platform:8080", "Nobody is authenticated");
        assertThat(Chart.notes(Chart.E2E)).contains("Not for production").doesNotContain("create secret");
    }

    @Test
    void passwords_stand_in_secrets_only() {
        assertThat(E2E.all(ConfigMap.class)).allSatisfy(map -> assertThat(map.getData().values())
                .noneMatch(text -> text.contains("e2e-")));
        assertThat(E2E.pods()).allSatisfy((_, pod) -> assertThat(pod.toString()).doesNotContain("e2e-"));
    }
}
