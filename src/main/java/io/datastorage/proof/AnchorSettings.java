package io.datastorage.proof;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Places outside the database that get checkpoints, so that an auditor finds an old one that nobody could replace.
 *
 * @param interval how often a place gets the newest checkpoint, if it is newer than the one before
 * @param file checkpoints are appended to it; put it where the service can append but not rewrite
 * @param webhook an HTTP endpoint; it gets each as the body of a POST, {@code text/plain}, and answers with 2xx
 * @param configMap name of a Kubernetes ConfigMap that holds the newest; it must exist, and the ServiceAccount may get
 *     and update it
 * @param namespace of that ConfigMap; by default the pod's own
 */
@ConfigurationProperties("datastorage.anchors")
public record AnchorSettings(
        @DefaultValue("1m") Duration interval,
        @Nullable Path file,
        @Nullable URI webhook,
        @Nullable String configMap,
        @Nullable String namespace) {}
