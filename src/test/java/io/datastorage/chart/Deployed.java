package io.datastorage.chart;

import io.datastorage.TestService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Starts the service as the rendered Deployment would. */
final class Deployed {
    /** Where the chart mounts the Secret with the authority's certificate. */
    private static final String TLS = "/etc/datastorage/tls/";

    private Deployed() {}

    /**
     * Starts it and waits until it is ready.
     *
     * @param directory where its configuration is put, and what stands for the directories that the chart mounts
     */
    static TestService start(Rendered rendered, Path directory) throws IOException {
        Path configuration = directory.resolve("application.yaml");
        Files.writeString(configuration, rendered.named(ConfigMap.class, "audit-log-datastorage").getData()
                .get("application.yaml").replace(TLS, directory + "/"));
        return TestService.with(variables(rendered), "--spring.config.additional-location=file:" + configuration,
                "--server.port=0", "--management.server.port=0");
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
