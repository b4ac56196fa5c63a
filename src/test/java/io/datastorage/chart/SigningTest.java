package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The key, the held head, and who may touch them. */
class SigningTest {
    private static final String KEEP = "helm.sh/resource-policy";
    private static final String HELD = "audit-log-datastorage-held-head";

    private static final Rendered STANDARD = Chart.with(Map.of());
    private static final Rendered OWN = Chart.from(Chart.FULL);
    private static final Rendered OFF = Chart.with(Map.of("signing.enabled", false));

    @Test
    void the_chart_makes_a_key_and_an_origin_that_stay_and_cannot_be_changed() {
        Secret secret = secret(STANDARD);
        assertThat(secret.getMetadata().getAnnotations()).containsEntry(KEEP, "keep");
        assertThat(secret.getImmutable()).isTrue();
        assertThat(decoded(secret, "origin"))
                .matches("data-storage-service\\.platform/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/0\n");
        assertThat(decoded(secret(Chart.with(Map.of("signing.host", "logs.example.com"))), "origin"))
                .startsWith("logs.example.com/");
    }

    @Test
    void an_upgrade_takes_the_key_and_the_origin_that_are_there() {
        Secret secret = secret(Chart.where("a2V5", "b3JpZ2lu"));
        assertThat(secret.getData()).isEqualTo(Map.of("key.pem", "a2V5", "origin", "b3JpZ2lu"));
        assertThat(secret.getMetadata().getAnnotations()).containsEntry(KEEP, "keep");
    }

    @Test
    void the_held_head_is_empty_at_first_and_left_alone_later() {
        ConfigMap held = STANDARD.named(ConfigMap.class, HELD);
        assertThat(held.getMetadata().getAnnotations()).containsEntry(KEEP, "keep");
        // What a manifest has not, an upgrade does not touch.
        assertThat(Chart.file("templates/signing.yaml").split("kind: ConfigMap", 2)[1].split("\n---\n", 2)[0])
                .doesNotContain("\ndata:");
        assertThat(held.getData()).isNullOrEmpty();
    }

    @Test
    void what_is_not_worth_keeping_goes_with_the_release() {
        Rendered e2e = Chart.from(Chart.E2E);
        assertThat(List.of(secret(e2e), e2e.named(ConfigMap.class, HELD)))
                .noneMatch(object -> object.getMetadata().getAnnotations().containsKey(KEEP));
    }

    @Test
    void the_service_may_get_and_update_the_held_head_and_nothing_else() {
        var rule = STANDARD.one(Role.class).getRules();
        assertThat(rule).singleElement().satisfies(only -> {
            assertThat(only.getApiGroups()).containsExactly("");
            assertThat(only.getResources()).containsExactly("configmaps");
            assertThat(only.getResourceNames()).containsExactly(HELD);
            assertThat(only.getVerbs()).containsExactly("get", "update");
        });
        RoleBinding binding = STANDARD.one(RoleBinding.class);
        assertThat(binding.getRoleRef().getName()).isEqualTo(STANDARD.one(Role.class).getMetadata().getName());
        assertThat(binding.getSubjects()).singleElement().satisfies(subject -> {
            assertThat(subject.getName()).isEqualTo(pod(STANDARD).getServiceAccountName())
                    .isEqualTo(STANDARD.one(ServiceAccount.class).getMetadata().getName());
            assertThat(subject.getNamespace()).isEqualTo("platform");
        });
    }

    @Test
    void only_a_service_that_signs_gets_a_token_of_the_cluster() {
        assertThat(STANDARD.one(ServiceAccount.class).getAutomountServiceAccountToken()).isFalse();
        for (Rendered rendered : List.of(STANDARD, OWN, Chart.from(Chart.E2E))) {
            assertThat(rendered.pods()).allSatisfy((name, pod) -> assertThat(pod.getAutomountServiceAccountToken())
                    .as(name).isEqualTo(name.startsWith("Deployment ")));
        }
        assertThat(OFF.pods().values()).noneMatch(PodSpec::getAutomountServiceAccountToken);
    }

    @Test
    void the_key_is_mounted_read_only_and_nobody_else_in_the_pod_can_read_it() {
        for (Rendered rendered : List.of(STANDARD, OWN)) {
            var volume = pod(rendered).getVolumes().stream().filter(each -> each.getName().equals("signing"))
                    .findFirst()
                    .orElseThrow().getSecret();
            assertThat(volume.getDefaultMode()).isEqualTo(0400);
            assertThat(volume.getItems()).isEmpty();
            var mount = pod(rendered).getContainers().getFirst().getVolumeMounts().stream()
                    .filter(each -> each.getName().equals("signing")).findFirst().orElseThrow();
            assertThat(mount.getReadOnly()).isTrue();
            assertThat(signing(rendered).get("directory")).isEqualTo(mount.getMountPath());
        }
        assertThat(pod(STANDARD).getSecurityContext().getFsGroup()).isEqualTo(10001);
    }

    @Test
    void a_secret_of_ones_own_takes_the_place_of_the_charts() {
        assertThat(OWN.all(Secret.class)).noneMatch(secret -> secret.getData().containsKey("key.pem"));
        assertThat(pod(OWN).getVolumes()).anyMatch(volume -> volume.getSecret() != null
                && volume.getSecret().getSecretName().equals("audit-signing"));
        assertThat(signing(OWN).get("interval")).isEqualTo("5s");
    }

    @Test
    void a_service_that_signs_may_reach_the_api_server() {
        assertThat(ports(STANDARD)).contains(443, 6443);
        assertThat(ports(OFF)).doesNotContain(443, 6443);
        assertThat(OWN.one(NetworkPolicy.class).getSpec().getEgress().getLast().getTo())
                .extracting(peer -> peer.getIpBlock().getCidr()).containsExactly("10.96.0.1/32");
    }

    @Test
    void without_signing_there_is_nothing_of_it() {
        assertThat(OFF.objects()).extracting(HasMetadata::getKind).doesNotContain("Secret", "Role", "RoleBinding");
        assertThat(OFF.all(ConfigMap.class)).noneMatch(map -> map.getMetadata().getName().endsWith("-held-head"));
        assertThat(signing(OFF)).isEmpty();
    }

    @Test
    void the_notes_say_where_the_verifier_key_is() {
        assertThat(Chart.notes("values.yaml")).contains(
                "/api/v1/namespaces/platform/services/data-storage-service:8080/proxy/api/v1/log/key",
                "The Secret audit-log-datastorage-signing");
        assertThat(Chart.notes(Chart.FULL)).contains("/api/v1/log/key").doesNotContain("that this release made");
    }

    private static Secret secret(Rendered rendered) {
        return rendered.named(Secret.class, "-signing");
    }

    private static String decoded(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    private static PodSpec pod(Rendered rendered) {
        return rendered.one(Deployment.class).getSpec().getTemplate().getSpec();
    }

    /** What the service's configuration says of signing. */
    private static Map<?, ?> signing(Rendered rendered) {
        String name = rendered.one(Deployment.class).getMetadata().getName();
        Map<String, Map<String, Object>> configuration = new Yaml()
                .load(rendered.named(ConfigMap.class, name).getData().get("application.yaml"));
        return configuration.getOrDefault("datastorage", Map.of()).get("signing") instanceof Map<?, ?> signing
                ? signing
                : Map.of();
    }

    private static List<Integer> ports(Rendered rendered) {
        return rendered.one(NetworkPolicy.class).getSpec().getEgress().stream()
                .flatMap(rule -> rule.getPorts().stream()).map(port -> port.getPort().getIntVal()).toList();
    }

    @Test
    void an_anchor_beside_the_held_head_may_be_written_and_one_elsewhere_is_for_others_to_allow() {
        assertThat(Chart.with(Map.of("settings.anchors.config-map", "anchor")).one(Role.class).getRules().getFirst()
                .getResourceNames()).containsExactly(HELD, "anchor");
        assertThat(Chart.with(Map.of("settings.anchors.config-map", "anchor", "settings.anchors.namespace", "auditors"))
                .one(Role.class).getRules().getFirst().getResourceNames()).containsExactly(HELD);
    }

    @Test
    void witnesses_can_be_reached_where_a_rule_lets_them() {
        var egress = Chart.with(Map.of("networkPolicy.egress[0].ports[0].port", 8443)).one(NetworkPolicy.class)
                .getSpec()
                .getEgress();
        assertThat(egress.getLast().getPorts().getFirst().getPort().getIntVal()).isEqualTo(8443);
    }
}
