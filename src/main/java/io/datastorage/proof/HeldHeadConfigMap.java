package io.datastorage.proof;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.channels.ClosedByInterruptException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A held head in a Kubernetes ConfigMap. It is written with the resourceVersion that it was read with, and the API
 * server refuses that with 409 if anybody has written in between (Kubernetes API Concepts, "Resource versions").
 *
 * <p>A ConfigMap without a note is a log that was never signed; one that is missing is an error, because what deleted it
 * must not pass for that.
 */
final class HeldHeadConfigMap implements HeldHeadStore, AutoCloseable {
    /** The key of the note in the ConfigMap's data. */
    static final String KEY = "checkpoint";
    private static final String TRANSITION = "transition-";

    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 3_000;

    private final KubernetesClient client;
    private final @Nullable String namespace;
    private final String name;

    /**
     * A store that the client can reach.
     *
     * @param client closed with this store
     * @param namespace null for the client's own
     */
    HeldHeadConfigMap(KubernetesClient client, @Nullable String namespace, String name) {
        this.client = client;
        this.namespace = namespace == null || namespace.isBlank() ? client.getNamespace() : namespace;
        this.name = name;
    }

    /** The store in the cluster that this pod runs in, else in the one that kubectl would use here. */
    static HeldHeadConfigMap inCluster(@Nullable String namespace, String name) {
        // What failed is tried again at the next interval. A write repeated unseen could not tell whose note it found.
        return new HeldHeadConfigMap(new KubernetesClientBuilder().withConfig(new ConfigBuilder()
                .withConnectionTimeout(CONNECT_MILLIS).withRequestTimeout(ANSWER_MILLIS)
                .withRequestRetryBackoffLimit(0).build()).build(), namespace, name);
    }

    @Override
    public @Nullable String read() throws IOException {
        return note(get());
    }

    @Override
    public boolean swap(@Nullable String expected, String note) throws IOException {
        return replace(expected, Map.of(KEY, note));
    }

    @Override
    public boolean begin(String expected, String note, int epoch, String transition) throws IOException {
        return replace(expected, Map.of(KEY, note, TRANSITION + epoch, transition));
    }

    @Override
    public Optional<String> transition(int epoch) throws IOException {
        return value(get(), TRANSITION + epoch);
    }

    private boolean replace(@Nullable String expected, Map<String, String> data) throws IOException {
        ConfigMap present = get();
        if (!Objects.equals(note(present), expected)) {
            return false;
        }
        try {
            client.resource(new ConfigMapBuilder(present).addToData(data).build()).update();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw failed("was perhaps not written", e);
        }
    }

    private ConfigMap get() throws IOException {
        ConfigMap map;
        try {
            map = resource().get();
        } catch (KubernetesClientException e) {
            throw failed("cannot be read", e);
        }
        if (map == null) {
            throw new IOException(this + " does not exist");
        }
        if (map.getMetadata().getResourceVersion() == null) {
            // Written without it, it would replace anything.
            throw new IOException(this + " has no resourceVersion");
        }
        return map;
    }

    private IOException failed(String what, KubernetesClientException e) {
        return Thread.interrupted()
                ? new ClosedByInterruptException()
                : new IOException("%s %s: %s".formatted(this, what, e.getMessage()), e);
    }

    private Resource<ConfigMap> resource() throws IOException {
        if (namespace == null) {
            throw new IOException("datastorage.held-head.namespace is not set, and this is not a pod");
        }
        return client.configMaps().inNamespace(namespace).withName(name);
    }

    private static @Nullable String note(ConfigMap map) {
        return value(map, KEY).orElse(null);
    }

    private static Optional<String> value(ConfigMap map, String key) {
        return Optional.ofNullable(map.getData()).map(data -> data.get(key)).filter(text -> !text.isEmpty());
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "ConfigMap " + namespace + "/" + name;
    }
}
