package io.datastorage.chart;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects of a rendered chart, each of the type that Kubernetes publishes for it. */
record Rendered(List<HasMetadata> objects) {
    private static final Map<String, Class<? extends HasMetadata>> TYPES = Stream
            .of(ConfigMap.class, Deployment.class, HTTPRoute.class, HorizontalPodAutoscaler.class, Ingress.class,
                    Job.class, NetworkPolicy.class, Pod.class, PodDisruptionBudget.class, PrometheusRule.class,
                    Role.class, RoleBinding.class, Secret.class, Service.class, ServiceAccount.class,
                    ServiceMonitor.class, StatefulSet.class)
            .collect(Collectors.toMap(type -> HasMetadata.getApiVersion(type) + " " + HasMetadata.getKind(type),
                    Function.identity()));

    /** A field that the type does not have is an error; these types would keep it aside. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public @Nullable Boolean hasAnySetter(Annotated annotated) {
                    return Boolean.FALSE;
                }
            }).build();

    static Rendered of(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Rendered(StreamSupport.stream(new Yaml(options).loadAll(yaml).spliterator(), false)
                .filter(Objects::nonNull).map(document -> object((Map<?, ?>) document)).toList());
    }

    private static HasMetadata object(Map<?, ?> document) {
        String type = document.get("apiVersion") + " " + document.get("kind");
        return STRICT.convertValue(document, Objects.requireNonNull(TYPES.get(type), type));
    }

    /** All objects of a type. */
    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The one object of a type. */
    <T extends HasMetadata> T one(Class<T> type) {
        List<T> all = all(type);
        if (all.size() != 1) {
            throw new AssertionError("There are %d of %s".formatted(all.size(), type.getSimpleName()));
        }
        return all.getFirst();
    }

    /** The object of a type whose name ends so. */
    <T extends HasMetadata> T named(Class<T> type, String suffix) {
        return all(type).stream().filter(object -> object.getMetadata().getName().endsWith(suffix)).findFirst()
                .orElseThrow(() -> new AssertionError(type.getSimpleName() + " " + suffix));
    }

    /** What the pods of all kinds are made of, by kind and name. */
    Map<String, PodSpec> pods() {
        return objects.stream().filter(object -> pod(object) != null).collect(Collectors.toMap(
                object -> object.getKind() + " " + object.getMetadata().getName(),
                object -> Objects.requireNonNull(pod(object))));
    }

    private static @Nullable PodSpec pod(HasMetadata object) {
        PodTemplateSpec template = switch (object) {
            case Deployment deployment -> deployment.getSpec().getTemplate();
            case StatefulSet set -> set.getSpec().getTemplate();
            case Job job -> job.getSpec().getTemplate();
            default -> null;
        };
        if (template != null) {
            return template.getSpec();
        }
        return object instanceof Pod pod ? pod.getSpec() : null;
    }
}
