package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogTiles;
import io.datastorage.log.MalformedException;
import io.datastorage.log.VerifierKey;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Puts the anchors and witnesses together, where the log is signed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("datastorage.signing.directory")
class AnchorConfiguration {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** The anchors, each of which closes with the service. */
    record Anchors(List<AnchorLoop> loops) implements AutoCloseable {
        @Override
        public void close() {
            loops.forEach(AnchorLoop::close);
        }
    }

    @Bean
    Anchors anchors(AnchorSettings settings, WitnessSettings witnesses, PresentKeys keys, LatestCheckpoint latest,
            LogTiles tiles, Checkpoints checkpoints, MeterRegistry registry) {
        // Made when it is needed: it reads every authority that Java trusts, which a start would wait for.
        Supplier<HttpClient> client = SingletonSupplier
                .of(() -> HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
        List<AnchorLoop> loops = new ArrayList<>();
        if (settings.file() != null) {
            loops.add(new AnchorLoop(new AnchorFile(settings.file()), settings.interval(), latest, registry));
        }
        if (settings.webhook() != null) {
            loops.add(new AnchorLoop(new AnchorWebhook(settings.webhook(), client.get()), settings.interval(), latest,
                    registry));
        }
        if (settings.configMap() != null) {
            HeldHeadConfigMap map = HeldHeadConfigMap.inCluster(settings.namespace(), settings.configMap());
            loops.add(new AnchorLoop(new AnchorConfigMap(map), settings.interval(), latest, registry));
        }
        if (witnesses.urls().size() != witnesses.keys().size()) {
            throw new IllegalStateException(
                    "datastorage.witnesses.urls names %d witnesses and datastorage.witnesses.keys %d: give each its key"
                            .formatted(witnesses.urls().size(), witnesses.keys().size()));
        }
        for (int i = 0; i < witnesses.urls().size(); i++) {
            Witness witness = new Witness(URI.create(witnesses.urls().get(i)), key(witnesses.keys().get(i)),
                    witnesses.timeout(), client.get(), tiles, checkpoints, keys);
            loops.add(new AnchorLoop(witness, witnesses.interval(), latest, registry));
        }
        return new Anchors(List.copyOf(loops));
    }

    private static VerifierKey key(String text) {
        VerifierKey key;
        try {
            key = VerifierKey.parse(text);
        } catch (MalformedException e) {
            throw new IllegalStateException("datastorage.witnesses.keys: " + e.getMessage(), e);
        }
        if (!key.isCosigner()) {
            throw new IllegalStateException("datastorage.witnesses.keys: " + key.name()
                    + " must be a key of the cosignature type (C2SP tlog-cosignature)");
        }
        return key;
    }
}
