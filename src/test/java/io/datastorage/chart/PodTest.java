package io.datastorage.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/** What Kubernetes' restricted profile asks of every pod, and how the service's pods come and go. */
class PodTest {
    private static final PodSpec SERVICE = pod(Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"values.yaml", Chart.E2E, Chart.FULL})
    void every_container_may_do_nothing_but_its_work(String values) {
        Map<String, PodSpec> pods = Chart.from(values).pods();
        assertThat(pods).hasSizeGreaterThan(1).allSatisfy((_, pod) -> {
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getInitContainers()).isEmpty();
            assertThat(pod.getContainers()).hasSize(1).allSatisfy(PodTest::mayDoNothing);
        });
    }

    private static void mayDoNothing(Container container) {
        var security = container.getSecurityContext();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getImage()).matches("\\S+:\\S+").doesNotEndWith(":latest");
    }

    @Test
    void a_migration_or_a_database_that_is_away_does_not_kill_a_pod() {
        Container container = container(SERVICE);
        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/healthz");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        for (var probe : List.of(container.getStartupProbe(), container.getLivenessProbe(),
                container.getReadinessProbe())) {
            assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
        }
    }

    @Test
    void the_startup_probe_waits_as_long_as_the_value_says() {
        var probe = container(pod(Map.of("startupSeconds", 301))).getStartupProbe();
        assertThat(probe.getPeriodSeconds() * probe.getFailureThreshold()).isBetween(301, 302);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 90})
    void a_pod_has_time_to_answer_what_it_has_begun(int seconds) {
        PodSpec pod = pod(Map.of("shutdown.timeoutSeconds", seconds));
        long sleeps = container(pod).getLifecycle().getPreStop().getSleep().getSeconds();
        // Two web servers stop one after the other, each within the timeout, and then the pools.
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(sleeps + 2L * seconds + 10);
    }

    @Test
    void an_update_never_takes_an_instance_away_before_another_is_ready() {
        var update = Chart.with(Map.of()).one(Deployment.class).getSpec().getStrategy().getRollingUpdate();
        assertThat(update.getMaxUnavailable().getIntVal()).isZero();
        assertThat(update.getMaxSurge().getIntVal()).isPositive();
    }

    @Test
    void instances_avoid_each_others_nodes_and_zones() {
        assertThat(SERVICE.getAffinity().getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution())
                .extracting(term -> term.getPodAffinityTerm().getTopologyKey())
                .containsExactly("kubernetes.io/hostname");
        assertThat(SERVICE.getTopologySpreadConstraints()).extracting(spread -> spread.getTopologyKey())
                .containsExactly("topology.kubernetes.io/zone");
    }

    @Test
    void every_mount_has_its_volume() {
        for (var values : new String[]{"values.yaml", Chart.E2E, Chart.FULL}) {
            assertThat(Chart.from(values).pods()).allSatisfy((name, pod) -> {
                var volumes = pod.getVolumes().stream().map(volume -> volume.getName()).toList();
                assertThat(container(pod).getVolumeMounts()).extracting(mount -> mount.getName())
                        .containsAll(volumes);
                if (!name.startsWith("StatefulSet")) {
                    assertThat(volumes).containsAll(
                            container(pod).getVolumeMounts().stream().map(mount -> mount.getName()).toList());
                }
            });
        }
    }

    private static PodSpec pod(Map<String, ?> values) {
        return Chart.with(values).one(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static Container container(PodSpec pod) {
        return pod.getContainers().getFirst();
    }
}
