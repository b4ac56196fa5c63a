package io.datastorage.chart;

import io.datastorage.KubernetesApi;
import io.datastorage.TestService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Starts the service as the rendered Deployment would. */
final class Deployed {
    /** Where the chart mounts the Secret with the authority's certificate. */
    private static final String TLS = "/etc/datastorage/tls/";
    /** Where it mounts the one with the signing key. */
    private static final String SIGNING = "/etc/datastorage/signing";

    /** The cluster that they run in; it is there as long as the tests are. */
    private static final KubernetesApi CLUSTER = new KubernetesApi();

    private Deployed() {}

    /**
     * Starts it and waits until it is ready.
     *
     * @param directory where its configuration is put, and what stands for the directories that the chart mounts
     */
    static TestService start(Rendered rendered, Path directory) throws IOException {
        CLUSTER.around(directory);
        for (ConfigMap map : rendered.all(ConfigMap.class)) {
            CLUSTER.create("platform", map.getMetadata().getName(), map.getData() == null ? Map.of() : map.getData());
        }
        Path signing = Files.createDirectories(directory.resolve("signing"));
        for (Map.Entry<String, String> file : rendered.named(Secret.class, "-signing").getData().entrySet()) {
            Files.write(signing.resolve(file.getKey()), Base64.getDecoder().decode(file.getValue()));
        }
        Path configuration = directory.resolve("application.yaml");
        Files.writeString(configuration, rendered.named(ConfigMap.class, "audit-log-datastorage").getData()
                .get("application.yaml").replace(TLS, directory + "/").replace(SIGNING, signing.toString()));
        return TestService.with(variables(rendered), "--spring.config.additional-location=file:" + configuration,
                "--server.port=0", "--management.server.port=0");
    }

    /** What the held head's ConfigMap holds. */
    static String heldHead() {
        return CLUSTER.data("platform", "audit-log-datastorage-held-head", "checkpoint");
    }

    private static Map<String, Object> variables(Rendered rendered) {
        Map<String, Object> variables = new HashMap<>();
        for (EnvVar variable : rendered.one(Deployment.class).getSpec().getTemplate().getSpec().getContainers()
                .getFirst().getEnv()) {
            if (variable.getValue() != null) {
                variables.put(variable.getName(), variable.getValue());
            } else {
                var reference = variable.getValueFrom().getSecretKeyRef();
                variables.put(variable.getName(), rendered.named(Secret.class, reference.getName()).getStringData()
                        .get(reference.getKey()));
            }
        }
        return variables;
    }
}
