package io.datastorage.proof;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;

/**
 * Where the last signed checkpoint is kept outside the database, so that a log that was rolled back or replaced is
 * noticed before anything is appended to it.
 *
 * @param store file: on a volume that stays, for one instance; config-map: in Kubernetes, for any number of them
 * @param file its file; by default {@code held-head} beside the signing key
 * @param configMap name of its ConfigMap, which must exist; the ServiceAccount may get and update it
 * @param namespace of that ConfigMap; by default the pod's own
 */
@ConfigurationProperties("datastorage.held-head")
public record HeldHeadSettings(
        @DefaultValue("file") Store store,
        @Nullable Path file,
        @DefaultValue("data-storage-held-head") String configMap,
        @Nullable String namespace) {
    /** The kinds of place. */
    public enum Store {
        /** An fsynced file. */
        FILE,
        /** A Kubernetes ConfigMap, compared and set by its resourceVersion. */
        CONFIG_MAP
    }
}
