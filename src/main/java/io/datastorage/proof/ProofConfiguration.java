package io.datastorage.proof;

import io.datastorage.ledger.Appender;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint;
import io.datastorage.ledger.LogStates;
import io.datastorage.ledger.LogTiles;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/** Puts signing together, where there is a key. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("datastorage.signing.directory")
class ProofConfiguration {
    @Bean
    SigningKeys signingKeys(SigningSettings settings) {
        Path directory = Objects.requireNonNull(settings.directory());
        if (settings.generate()) {
            SigningKeys.generate(directory, host());
        }
        return SigningKeys.read(directory);
    }

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
    Signer signer(SigningKeys keys, HeldHeadStore store, LogStates states, LogTiles tiles, Checkpoints checkpoints) {
        return new Signer(keys, store, states, tiles, checkpoints);
    }

    @Bean
    SigningLoop signingLoop(Signer signer, SigningKeys keys, Appender appender, Checkpoints checkpoints,
            LatestCheckpoint latest, SigningSettings settings) {
        return new SigningLoop(signer, appender, checkpoints, new KeyHistory(keys, checkpoints), latest,
                settings.interval());
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return name.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?") ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
