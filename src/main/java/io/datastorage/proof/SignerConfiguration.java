package io.datastorage.proof;

import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.ExactAppend;
import io.datastorage.ledger.LogEntries;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;

/** What signs, where there is a key; the service and the command share it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("datastorage.signing.directory")
class SignerConfiguration {
    @Bean
    PresentKeys presentKeys(SigningSettings settings) {
        Path directory = Objects.requireNonNull(settings.directory());
        if (settings.generate()) {
            SigningKeys.generate(directory, host());
        }
        return new PresentKeys(SigningKeys.read(directory));
    }

    /** Kubernetes' client is loaded only where a ConfigMap is used. */
    @Bean
    HeldHeadStore heldHeadStore(HeldHeadSettings settings, SigningSettings signing) {
        Path file = settings.file();
        return switch (settings.store()) {
            case FILE -> new HeldHeadFile(
                    file == null ? Objects.requireNonNull(signing.directory()).resolve("held-head") : file);
            case CONFIG_MAP -> HeldHeadConfigMap.inCluster(settings.namespace(), settings.configMap());
        };
    }

    @Bean
    Signer signer(PresentKeys keys, HeldHeadStore store, LogStates states, LogTiles tiles, Checkpoints checkpoints) {
        return new Signer(keys, store, states, tiles, checkpoints);
    }

    @Bean
    NewEpoch newEpoch(PresentKeys keys, HeldHeadStore store, LogStates states, LogTiles tiles, LogEntries entries,
            Checkpoints checkpoints, ExactAppend append) {
        return new NewEpoch(keys, store, states, tiles, entries, checkpoints, append, Clock.systemUTC());
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return SigningKeys.isHost(name) ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
