package io.datastorage.proof;

import io.datastorage.ledger.Appender;
import io.datastorage.ledger.Checkpoints;
import io.datastorage.ledger.LatestCheckpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has the service sign, where there is a key. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("datastorage.signing.directory")
class ProofConfiguration {
    @Bean
    SigningLoop signingLoop(Signer signer, Appender appender, Checkpoints checkpoints,
            LatestCheckpoint latest, SigningSettings settings) {
        return new SigningLoop(signer, appender, checkpoints, new KeyHistory(checkpoints), latest,
                settings.interval());
    }

    @Bean
    SigningMetrics signingMetrics(SigningLoop loop, LatestCheckpoint latest) {
        return new SigningMetrics(loop, latest);
    }
}
